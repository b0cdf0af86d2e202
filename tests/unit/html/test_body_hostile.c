#include "html/body.h"

#include "base/buf.h"
#include "test.h"
#include "text/normalize.h"

#include <gumbo.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bodies that try to run something in a reader's browser, or to change the page around them. */
static const char *const attacks[] = {
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=/media/a.jpg onerror=alert(1) onload=alert(1) alt=x>",
    "<img src=\"/media/a.jpg\" alt=\"\" x=\"><script>alert(1)</script>\">",
    "<img src=/media/a.jpg alt='\"><script>alert(1)</script>'>",
    "<img src='/media/../api/site' alt=x>",
    "<img src='javascript:alert(1)' alt=x>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>' alt=x>",
    "<img srcset='x 1x' src='//evil.example/x.png' alt=x>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='  javascript:alert(1)'>x</a>",
    "<a href='java\u00ADscript:alert(1)'>x</a>",
    "<a href='java&shy;script:alert(1)'>x</a>",
    "<a href='\u200Bjavascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/\\evil.example/'>x</a>",
    "<a href='/\t/evil.example/'>x</a>",
    "<a href='https://portal.gov.vn@evil.example/'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='jar:http://evil.example!/'>x</a>",
    "<a href='feed:javascript:alert(1)'>x</a>",
    "<a href=/x onclick=alert(1) style='position:fixed;inset:0' target=_blank>x</a>",
    "<a href='/x\"onmouseover=alert(1) '>x</a>",
    "<a href='/x' title='\"onmouseover=\"alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><foreignObject><p onclick=alert(1)>x<script>alert(1)</script></foreignObject></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<noscript><noscript></noscript><img src=x onerror=alert(1)></noscript>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'><param name=x value=y></object>",
    "<embed src='javascript:alert(1)'>",
    "<applet code=x></applet>",
    "<base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<form action=http://evil.example><input name=q autofocus onfocus=alert(1)><button "
    "formaction=javascript:alert(1)>x",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<select><option><script>alert(1)</script></select>",
    "<textarea></textarea><script>alert(1)</script>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<body onload=alert(1)>x",
    "<html onclick=alert(1)><body background=javascript:alert(1)>x",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<table background='javascript:alert(1)'><td background='javascript:alert(1)'>x",
    "<table><tr><td><svg><desc><td><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><p>x",
    "<p/onclick=alert(1)>x",
    "<p \"onclick=alert(1)>x",
    "<p onclick\n=\nalert(1)>x",
    "<p a='<img src=x onerror=alert(1)>'>x",
    "<x onclick=alert(1)>x</x>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<image src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<<script>alert(1)//<</script>",
    "<script",
    "<img src=x onerror=alert(1)//",
    "<a href=\"/x\"\"onclick=alert(1)\">x</a>",
    "<p id=__proto__ class=site-header name=body>x",
    "<h1 id=main></h1></main></body></html><p>x",
    "</div></article></main><script>alert(1)</script>",
    "<li value='1\" onclick=\"alert(1)'>x",
    "<td colspan='2\"><script>'>x",
    "<p lang='\"><script>alert(1)</script>'>x",
    "<blockquote cite='javascript:alert(1)'>x</blockquote>",
    "<del cite='javascript:alert(1)'>x</del>",
    "<p>{{{body_html}}} {{#x}}{{/x}}</p>",
};

static void element_is_harmless(const GumboElement *element)
{
    static const char *const names[] = {"href",    "src",    "alt",   "title", "lang",
                                        "width",   "height", "start", "value", "colspan",
                                        "rowspan", "scope",  "id",    "type",  "reversed"};
    assert_int_equal(element->tag_namespace, GUMBO_NAMESPACE_HTML);
    assert_int_not_equal(element->tag, GUMBO_TAG_UNKNOWN);
    assert_int_not_equal(element->tag, GUMBO_TAG_SCRIPT);
    for (unsigned i = 0; i < element->attributes.length; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        bool known = false;
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            known = known || strcmp(attribute->name, names[k]) == 0;
        assert_true(known);
        /* A bare address of the web in typed text is a link like any other. */
        if (strcmp(attribute->name, "href") == 0 && attribute->value[0] != '#' &&
            strncmp(attribute->value, "http://", 7) != 0)
            assert_true(attribute->value[0] == '/' && attribute->value[1] != '/' &&
                        attribute->value[1] != '\\');
        if (strcmp(attribute->name, "src") == 0)
            assert_int_equal(strncmp(attribute->value, "/media/", 7), 0);
    }
}

static void tree_is_harmless(const GumboNode *node)
{
    assert_int_not_equal(node->type, GUMBO_NODE_COMMENT);
    assert_int_not_equal(node->type, GUMBO_NODE_TEMPLATE);
    if (node->type != GUMBO_NODE_ELEMENT)
        return;
    element_is_harmless(&node->v.element);
    for (unsigned i = 0; i < node->v.element.children.length; i++)
        tree_is_harmless(node->v.element.children.data[i]);
}

static void nothing_that_runs_survives(void **state)
{
    (void)state;
    assert_true(sizeof attacks / sizeof *attacks >= 80);
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        for (int format = 0; format < BODY_FORMAT_COUNT; format++) {
            auto_arena struct arena *arena = arena_new(1 << 22);
            struct body once, twice;
            assert_int_equal(
                body_render((enum body_format)format, attacks[i], strlen(attacks[i]), arena, &once, NULL),
                ERR_OK);
            GumboOutput *output = gumbo_parse(once.html.html);
            tree_is_harmless(output->root);
            gumbo_destroy_output(&kGumboDefaultOptions, output);
            assert_int_equal(body_render(BODY_HTML, once.html.html, once.html.length, arena, &twice, NULL),
                             ERR_OK);
            assert_string_equal(once.html.html, twice.html.html);
        }
    }
}

static char *repeat(const char *unit, size_t count)
{
    size_t length = strlen(unit);
    char *text = malloc(length * count + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * length, unit, length);
    text[length * count] = '\0';
    return text;
}

static void html_may_be_long_when_it_is_short_once_cleaned(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 27);
    auto_free char *dress =
        repeat("<p class=MsoNormal style='margin:0;line-height:150%;font-size:14.0pt'>a</p>\n", 100000);
    struct body body;
    assert_int_equal(body_render(BODY_HTML, dress, strlen(dress), arena, &body, NULL), ERR_OK);
    assert_true(strlen(dress) > 7 * 1000 * 1000);
    assert_non_null(body.source);
    assert_int_equal(strlen(body.source), 100000 * sizeof "<p>a</p>");
    dress[1000 * 80] = '\0';
    assert_int_equal(body_render(BODY_HTML, dress, strlen(dress), arena, &body, NULL), ERR_OK);
    assert_null(body.source);
}

static void nul_is_not_utf8_text(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 20);
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    assert_int_equal(body_render(BODY_HTML, "a\0b", 3, arena, &body, &fault), ERR_UTF8);
    assert_int_equal(fault, BODY_FAULT_UTF8);
}

static void deep_nesting_below_the_limit_is_flattened(void **state)
{
    (void)state;
    static const char *const units[] = {"<blockquote>x", "<div>x",           "<ul><li>x",
                                        "<b>x",          "<table><tr><td>x", "<dl><dd>x"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        auto_arena struct arena *arena = arena_new(1 << 24);
        auto_free char *text = repeat(units[i], 450);
        struct body once, twice;
        assert_int_equal(body_render(BODY_HTML, text, strlen(text), arena, &once, NULL), ERR_OK);
        size_t count = 0;
        for (const char *p = once.text; *p; p++)
            count += *p == 'x';
        assert_int_equal(count, 450);
        assert_int_equal(body_render(BODY_HTML, once.html.html, once.html.length, arena, &twice, NULL),
                         ERR_OK);
        assert_string_equal(once.html.html, twice.html.html);
    }
}

static void unclosed_formatting_does_not_blow_up(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1 << 26);
    auto_buf struct buf text = BUF(BODY_SIZE_MAX);
    for (int i = 0; i < 490; i++)
        buf_printf(&text, "<p><font color=c%d>x", i);
    for (int i = 0; i < 20000; i++)
        buf_text(&text, "<p>x");
    struct body body;
    enum body_fault fault = BODY_FAULT_NONE;
    enum err err = body_render(BODY_HTML, buf_str(&text), text.length, arena, &body, &fault);
    assert_true(err == ERR_OK || (err == ERR_INPUT && fault == BODY_FAULT_OUTPUT));
}

static void a_small_arena_is_an_error_not_a_crash(void **state)
{
    (void)state;
    auto_arena struct arena *arena = arena_new(1024);
    auto_free char *text = repeat("<p>xin chào</p>", 1000);
    struct body body = {.text = "untouched"};
    assert_int_equal(body_render(BODY_HTML, text, strlen(text), arena, &body, NULL), ERR_MEMORY);
    assert_string_equal(body.text, "untouched");
}

static void *render_often(void *failures)
{
    static const char source[] = "# a\n\n~~b~~ | c |\n\n| a | b |\n|---|---|\n| ~~1~~ | 2 |\n";
    static const char expected[] =
        "<h2>a</h2>\n<p><s>b</s> | c |</p>\n<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td><s>1</s></td><td>2</td></tr></tbody></table>\n";
    for (int i = 0; i < 200; i++) {
        auto_arena struct arena *arena = arena_new(1 << 20);
        struct body body;
        if (body_render(BODY_MARKDOWN, source, sizeof source - 1, arena, &body, NULL) ||
            strcmp(body.html.html, expected) != 0)
            ++*(int *)failures;
    }
    return NULL;
}

static void several_threads_render_at_once(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int failures[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, render_often, &failures[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(failures[i], 0);
    }
}

/* The parser counts them and comes to a number that is no character's. */
static void character_of_a_number_without_end_is_an_unknown_one(void **state)
{
    static const char *const references[] = {"&#xBBBBBBBBBB;", "&#xFFFFFFC2;", "đ&#xBBBBBBBBBB;ế"};
    (void)state;
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        char html[100];
        auto_arena struct arena *arena = arena_new(1 << 20);
        struct body body;
        snprintf(html, sizeof html, "<p>a%s</p>", references[i]);
        assert_int_equal(body_render(BODY_HTML, html, strlen(html), arena, &body, NULL), ERR_OK);
        assert_non_null(strstr(body.html.html, "\uFFFD"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(character_of_a_number_without_end_is_an_unknown_one),
        cmocka_unit_test(nothing_that_runs_survives),
        cmocka_unit_test(html_may_be_long_when_it_is_short_once_cleaned),
        cmocka_unit_test(nul_is_not_utf8_text),
        cmocka_unit_test(deep_nesting_below_the_limit_is_flattened),
        cmocka_unit_test(unclosed_formatting_does_not_blow_up),
        cmocka_unit_test(several_threads_render_at_once),
        cmocka_unit_test(a_small_arena_is_an_error_not_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
