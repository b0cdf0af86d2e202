/* The set of templates: compiled together, linked, checked. Linking comes after compiling since partials
 * may include each other in any order; checks that need all templates stand here, those of a single one
 * in template_compile.c. */
#include "template_inner.h"

#include "base/said.h"

#include <stdlib.h>
#include <string.h>

/* Names and operations of all templates, and their texts where the assets have them packed. */
enum { MEMORY_MAX = 128 * 1024 * 1024 };

/* At linking and at start; requests hold the pointer (interface). */
const struct template *templates_find(const struct templates *templates, const char *name)
{
    for (size_t i = 0; i < templates->count; i++)
        if (strcmp(templates->items[i].name, name) == 0)
            return &templates->items[i];
    return NULL;
}

/* Names become pointers, so that rendering looks nothing up. */
static enum err link_template(const struct templates *templates, struct template *template, struct buf *fault)
{
    for (size_t i = 0; i < template->count; i++) {
        struct op *op = &template->ops[i];
        if (op->kind != OP_PARTIAL)
            continue;
        op->partial = templates_find(templates, op->text);
        if (!op->partial) {
            buf_printf(fault, SAID("%s:%d: không có khuôn con: %s", "%s:%d: no such partial: %s"),
                       template->name, op->line, op->text);
            return ERR_INPUT;
        }
    }
    return ERR_OK;
}

/* Whether partials nest too deeply, which a circle does. */
static bool template_is_too_deep(const struct template *template, int depth)
{
    if (depth > PARTIALS_DEEP_MAX)
        return true;
    /* By recursion, which the depth bounds; at open only. */
    for (size_t i = 0; i < template->count; i++)
        if (template->ops[i].kind == OP_PARTIAL && template_is_too_deep(template->ops[i].partial, depth + 1))
            return true;
    return false;
}

/* Those of one folder. What is unpacked of them lies beside what it is compiled to. */
static enum err compile_below(struct templates *templates, const struct assets *assets, const char *prefix,
                              struct asset_unpacked *unpacked, struct buf *fault)
{
    const struct asset *first;
    size_t count = assets_below(assets, prefix, &first);
    for (size_t i = 0; i < count; i++) {
        const char *text = (const char *)asset_bytes_next(&first[i], templates->arena, unpacked);
        const struct template_source source = {first[i].name, text, first[i].size};
        enum err err =
            text ? template_compile(templates->arena, &source, &templates->items[templates->count], fault)
                 : ERR_MEMORY;
        /* The first template that is wrong ends it; its fault names file and line. */
        if (err)
            return err;
        /* Only whole templates are counted, so that those before a fault can be released. */
        templates->count++;
    }
    return ERR_OK;
}

static enum err link_all(struct templates *templates, struct buf *fault)
{
    /* All are compiled before any is linked, as partials refer to each other in any order. */
    for (size_t i = 0; i < templates->count; i++) {
        enum err err = link_template(templates, &templates->items[i], fault);
        if (err)
            return err;
    }
    for (size_t i = 0; i < templates->count; i++) {
        if (template_is_too_deep(&templates->items[i], 0)) {
            buf_printf(fault,
                       SAID("%s:1: các khuôn con lồng quá sâu hoặc vòng tròn",
                            "%s:1: its partials nest too deeply or in a circle"),
                       templates->items[i].name);
            return ERR_INPUT;
        }
    }
    return ERR_OK;
}

enum err templates_open(const struct assets *assets, struct buf *fault, struct templates **ret_templates)
{
    static const char *const folders[] = {"pages/", "part/", "staff/"};
    /* Only the numbers are wanted here. */
    const struct asset *unused;
    auto_templates struct templates *templates = calloc(1, sizeof *templates);
    if (!templates)
        return ERR_MEMORY;
    /* Room for all, because linked templates must not move. */
    size_t most = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        most += assets_below(assets, folders[i], &unused);
    templates->arena = arena_new(MEMORY_MAX);
    templates->items =
        templates->arena ? arena_zero(templates->arena, most ? most : 1, sizeof *templates->items) : NULL;
    if (!templates->items)
        return ERR_MEMORY;
    struct asset_unpacked unpacked = {0};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof folders / sizeof *folders; i++)
        err = compile_below(templates, assets, folders[i], &unpacked, fault);
    if (!err)
        err = link_all(templates, fault);
    if (!err)
        *ret_templates = TAKE(templates);
    return err;
}

void templates_free(struct templates *templates)
{
    if (!templates)
        return;
    arena_free(templates->arena);
    free(templates);
}

/* {{t.name}}: a word of the interface, in the language of the page. */
static bool is_word(const struct op *op)
{
    bool names = op->kind != OP_TEXT && op->kind != OP_END && op->kind != OP_PARTIAL;
    return names && op->name.count >= 2 && strcmp(op->name.parts[0], "t") == 0;
}

/* Whether there is a text of that name, which may lie within objects: {{t.staff.desk.title}}. */
static bool words_hold(const json_t *words, const struct name *name)
{
    for (size_t i = 1; i < name->count; i++)
        words = json_object_get(words, name->parts[i]);
    return json_is_string(words);
}

/* At start, for each language, so that no page can lack a word that only it uses. */
enum err templates_check_words(const struct templates *templates, const json_t *words, struct buf *fault)
{
    for (size_t i = 0; i < templates->count; i++) {
        const struct template *template = &templates->items[i];
        for (size_t j = 0; j < template->count; j++) {
            const struct op *op = &template->ops[j];
            if (is_word(op) && !words_hold(words, &op->name)) {
                buf_printf(fault, SAID("%s:%d: không có câu chữ: %s", "%s:%d: no word: %s"), template->name,
                           op->line, op->name.parts[op->name.count - 1]);
                return ERR_INTERNAL;
            }
        }
    }
    return ERR_OK;
}
