/* Templates: what they show, and what is refused. */
#include "html/template.h"
#include "visits/visits.h"

#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 256 };

struct folder {
    char path[64];
};

static void write_file(const struct folder *folder, const char *name, const char *text)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(struct folder *folder)
{
    char path[PATH_SIZE];
    static const char *const below[] = {"pages", "part"};
    snprintf(folder->path, sizeof folder->path, "/tmp/cong-template-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, below[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
}

static void remove_folder(const struct folder *folder)
{
    static const char *const names[] = {"pages/a.html", "pages/a.txt", "pages/a.xml", "part/p.html",
                                        "part/q.html",  "pages",       "part",        ""};
    char path[PATH_SIZE];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, names[i]);
        remove(path);
    }
}

/* Compiles one page and, unless NULL, a partial. The templates' texts lie in the assets. */
static enum err compile(const char *name, const char *page, const char *partial, struct buf *fault,
                        struct assets **ret_assets, struct templates **ret_templates)
{
    struct folder folder;
    make_folder(&folder);
    write_file(&folder, name, page);
    if (partial)
        write_file(&folder, "part/p.html", partial);
    assert_int_equal(assets_open(folder.path, ret_assets), ERR_OK);
    enum err err = templates_open(*ret_assets, fault, ret_templates);
    remove_folder(&folder);
    return err;
}

static struct assets *compile_shown(const char *name, const char *page, const char *partial,
                                    struct templates **templates)
{
    struct assets *assets;
    auto_buf struct buf fault = BUF(1000);
    enum err err = compile(name, page, partial, &fault, &assets, templates);
    if (err)
        print_error("%s\n", buf_str(&fault));
    assert_int_equal(err, ERR_OK);
    return assets;
}

static void shows_named(const char *name, const char *page, const char *partial, const char *view,
                        const char *expected)
{
    auto_templates struct templates *templates = NULL;
    auto_assets struct assets *assets = compile_shown(name, page, partial, &templates);
    auto_buf struct buf out = BUF(100000), fault = BUF(1000);
    json_auto_t *json = json_loads(view, 0, NULL);
    assert_non_null(json);
    enum err err = template_render(templates_find(templates, name), json, &out, &fault);
    if (err)
        print_error("%s\n", buf_str(&fault));
    assert_int_equal(err, ERR_OK);
    assert_string_equal(buf_str(&out), expected);
}

static void shows(const char *page, const char *view, const char *expected)
{
    shows_named("pages/a.html", page, NULL, view, expected);
}

static void variables_are_escaped_wherever_they_stand(void **state)
{
    (void)state;
    shows("<p title=\"{{a}}\">{{a}}</p>", "{\"a\":\"<b> & \\\" '\"}",
          "<p title=\"&lt;b&gt; &amp; &quot; &#39;\">&lt;b&gt; &amp; &quot; &#39;</p>");
    shows("<p class=x title=\"{{a}}\">", "{\"a\":\"<\"}", "<p class=x title=\"&lt;\">");
    shows("{{a}}", "{\"a\":\"{{b}}\"}", "{{b}}");
    shows("{{ n }}", "{\"n\":-42}", "-42");
    shows("[{{a}}]", "{\"a\":null}", "[]");
    shows("{{a.b.c}}", "{\"a\":{\"b\":{\"c\":\"x\"}}}", "x");
    shows("<title>{{a}}</title>", "{\"a\":\"</title><script>\"}",
          "<title>&lt;/title&gt;&lt;script&gt;</title>");
}

static void sections_repeat_hide_and_change_the_context(void **state)
{
    (void)state;
    shows("{{#l}}({{.}}){{/l}}", "{\"l\":[\"a\",\"b\"]}", "(a)(b)");
    shows("{{#l}}{{n}}{{t}},{{/l}}", "{\"t\":\"!\",\"l\":[{\"n\":1},{\"n\":2}]}", "1!,2!,");
    shows("{{#o}}{{n}}{{/o}}", "{\"o\":{\"n\":\"in\"},\"n\":\"out\"}", "in");
    shows("{{#t}}yes{{/t}}{{^t}}no{{/t}}", "{\"t\":true}", "yes");
    for (size_t i = 0; i < 4; i++) {
        static const char *const falsy[] = {"{\"t\":false}", "{\"t\":null}", "{\"t\":[]}", "{\"t\":\"\"}"};
        shows("{{#t}}yes{{/t}}{{^t}}no{{/t}}", falsy[i], "no");
    }
    shows("{{#a}}{{#b}}{{c}}{{/b}}{{/a}}", "{\"a\":[{\"b\":[{\"c\":1},{\"c\":2}]},{\"b\":[]}]}", "12");
}

static void tags_alone_on_a_line_take_the_line_with_them(void **state)
{
    (void)state;
    shows("a\n{{#t}}\nb\n{{/t}}\nc\n", "{\"t\":true}", "a\nb\nc\n");
    shows("a\n  {{! words }}  \nb", "{}", "a\nb");
    shows("a {{! words }} b", "{}", "a  b");
    shows("{{#t}} x {{/t}}", "{\"t\":true}", " x ");
}

static void partials_see_the_context_they_stand_in(void **state)
{
    (void)state;
    shows_named("pages/a.html", "{{#l}}{{> part/p}}{{/l}}", "<i>{{n}}</i>", "{\"l\":[{\"n\":1},{\"n\":2}]}",
                "<i>1</i><i>2</i>");
}

static void plain_text_is_not_escaped_and_keeps_to_its_line(void **state)
{
    (void)state;
    shows_named("pages/a.txt", "A: {{a}}\n", NULL, "{\"a\":\"<x>\\nB: y\"}", "A: <x> B: y\n");
}

static void data_blocks_cannot_end_their_script(void **state)
{
    (void)state;
    shows("<script type=\"application/ld+json\">{{{p_jsonld}}}</script>",
          "{\"p_jsonld\":{\"a\":\"</script>&\\u2028\"}}",
          "<script type=\"application/ld+json\">{\"a\":\"\\u003c/script\\u003e\\u0026\\u2028\"}</script>");
}

static void clean_html_is_shown_as_it_is_in_text_alone(void **state)
{
    (void)state;
    shows("<div>{{{b_html}}}</div>", "{\"b_html\":\"<p>x</p>\"}", "<div><p>x</p></div>");
}

static void an_unknown_name_or_a_wrong_kind_is_an_error_with_its_place(void **state)
{
    static const struct {
        const char *page, *view, *place;
    } cases[] = {
        {"a\n{{b}}", "{}", "pages/a.html:2: no such name: b"},
        {"{{#b}}{{/b}}", "{}", "pages/a.html:1: no such name: b"},
        {"{{^b}}{{/b}}", "{}", "pages/a.html:1: no such name: b"},
        {"{{a.b}}", "{\"a\":{}}", "pages/a.html:1: no such name: a.b"},
        {"{{a}}", "{\"a\":[1]}", "pages/a.html:1: not a text or a number: a"},
        {"{{a}}", "{\"a\":true}", "pages/a.html:1: not a text or a number: a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_templates struct templates *templates = NULL;
        auto_assets struct assets *assets = compile_shown("pages/a.html", cases[i].page, NULL, &templates);
        auto_buf struct buf out = BUF(1000), fault = BUF(1000);
        json_auto_t *view = json_loads(cases[i].view, 0, NULL);
        assert_int_equal(template_render(templates_find(templates, "pages/a.html"), view, &out, &fault),
                         ERR_INTERNAL);
        assert_string_equal(buf_str(&fault), cases[i].place);
    }
}

static void a_place_where_escaping_could_not_help_is_refused(void **state)
{
    static const struct {
        const char *page, *line;
    } cases[] = {
        {"<p title={{a}}>", ":1:"},
        {"<p {{a}}>", ":1:"},
        {"<{{a}}>", ":1:"},
        {"<p on{{a}}=\"\">", ":1:"},
        {"<p onclick=\"{{a}}\">", ":1:"},
        {"<p style=\"{{a}}\">", ":1:"},
        {"<!-- {{a}} -->", ":1:"},
        {"\n<script>{{a}}</script>", ":2:"},
        {"<script>{{{a_jsonld}}}</script>", ":1:"},
        {"<script type=\"application/ld+json\">x {{{a_jsonld}}}</script>", ":1:"},
        {"<script type=\"application/ld+json\">{{{a_jsonld}}} x</script>", ":1:"},
        {"<style>{{a}}</style>", ":1:"},
        {"<a href=\"{{a}}\">", ":1:"},
        {"<a href=\"x{{a_url}}\">", ":1:"},
        {"<a href=\"{{a_url}}x\">", ":1:"},
        {"<a href=\"{{a_url}}{{b_url}}\">", ":1:"},
        {"<a href=\"{{#a}}{{b_url}}{{/a}}\">", ":1:"},
        {"<img srcset=\"{{a}}\">", ":1:"},
        {"<form action='{{a}}'>", ":1:"},
        {"{{{a}}}", ":1:"},
        {"<p title=\"{{{a_html}}}\">", ":1:"},
        {"{{#a}}<p title=\"{{/a}}\">", ":1:"},
        {"{{#a}}", ":1:"},
        {"{{/a}}", ":1:"},
        {"{{#a}}{{#b}}{{/a}}{{/b}}", ":1:"},
        {"a\n\n{{a", ":3:"},
        {"{{&a}}", ":1:"},
        {"{{=<% %>=}}", ":1:"},
        {"{{a b}}", ":1:"},
        {"{{}}", ":1:"},
        {"{{a.}}", ":1:"},
        {"{{> part/none}}", ":1:"},
        {"<p title=\"{{> part/p}}\">", ":1:"},
        {"<p", ":1:"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auto_templates struct templates *templates = NULL;
        auto_assets struct assets *assets = NULL;
        auto_buf struct buf fault = BUF(1000);
        enum err err = compile("pages/a.html", cases[i].page, "x", &fault, &assets, &templates);
        if (err != ERR_INPUT)
            print_error("accepted: %s\n", cases[i].page);
        assert_int_equal(err, ERR_INPUT);
        if (!strstr(buf_str(&fault), cases[i].line))
            print_error("%s: %s\n", cases[i].page, buf_str(&fault));
        assert_non_null(strstr(buf_str(&fault), cases[i].line));
    }
}

static void partials_in_a_circle_are_refused(void **state)
{
    auto_templates struct templates *templates = NULL;
    auto_assets struct assets *assets = NULL;
    auto_buf struct buf fault = BUF(1000);
    (void)state;
    assert_int_equal(compile("pages/a.html", "{{> part/p}}", "{{> part/p}}", &fault, &assets, &templates),
                     ERR_INPUT);
}

/* What the page of the statistics calls kinds of machines. */
static void assert_kinds_have_words(const json_t *words)
{
    for (enum machine_kind kind = MACHINE_OTHER; kind < MACHINE_KINDS; kind++) {
        char word[40];
        snprintf(word, sizeof word, "machine_%s", machine_kind_name(kind));
        assert_true(json_is_string(json_object_get(words, word)));
    }
}

static void the_portals_own_templates_compile_and_have_all_their_words(void **state)
{
    static const char *const files[] = {"text/vi.json", "text/en.json"};
    auto_assets struct assets *assets = NULL;
    auto_templates struct templates *templates = NULL;
    auto_buf struct buf fault = BUF(1000);
    (void)state;
    assert_int_equal(assets_open(NULL, &assets), ERR_OK);
    assert_int_equal(templates_open(assets, &fault, &templates), ERR_OK);
    for (size_t i = 0; i < 2; i++) {
        const struct asset *asset = assets_find(assets, files[i]);
        auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
        assert_non_null(asset);
        json_auto_t *words =
            json_loadb((const char *)asset_bytes(asset, arena), asset->size, JSON_REJECT_DUPLICATES, NULL);
        assert_int_equal(templates_check_words(templates, words, &fault), ERR_OK);
        assert_kinds_have_words(words);
        json_object_del(words, "skip");
        assert_int_equal(templates_check_words(templates, words, &fault), ERR_INTERNAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_escaped_wherever_they_stand),
        cmocka_unit_test(sections_repeat_hide_and_change_the_context),
        cmocka_unit_test(tags_alone_on_a_line_take_the_line_with_them),
        cmocka_unit_test(partials_see_the_context_they_stand_in),
        cmocka_unit_test(plain_text_is_not_escaped_and_keeps_to_its_line),
        cmocka_unit_test(data_blocks_cannot_end_their_script),
        cmocka_unit_test(clean_html_is_shown_as_it_is_in_text_alone),
        cmocka_unit_test(an_unknown_name_or_a_wrong_kind_is_an_error_with_its_place),
        cmocka_unit_test(a_place_where_escaping_could_not_help_is_refused),
        cmocka_unit_test(partials_in_a_circle_are_refused),
        cmocka_unit_test(the_portals_own_templates_compile_and_have_all_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
