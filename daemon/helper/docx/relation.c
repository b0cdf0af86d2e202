/* Relationships (ISO 29500-2, 9.3): which part belongs to which, by ids that each part has of its own. */
#include "package.h"

#include "base/buf.h"

#include <string.h>
#include <strings.h>

struct docx_relating {
    struct docx_package *package;
    const char *part; /* whose they are */
    struct docx_relations *relations;
    enum docx_fault fault;
};

/* The name that a target means, seen from the folder of its part; NULL when it climbs out of the package. */
static const char *docx_resolve(struct docx_package *package, const char *part, const char *target)
{
    auto_buf struct buf path = BUF(4096);
    const char *slash = strrchr(part, '/');
    /* From the root, or beside the part. */
    bool is_absolute = *target == '/' || *target == '\\';
    if (!is_absolute && slash)
        buf_add(&path, part, (size_t)(slash - part));
    while (*target) {
        target += strspn(target, "/\\");
        size_t size = strcspn(target, "/\\");
        bool is_up = size == 2 && memcmp(target, "..", 2) == 0;
        bool is_here = size == 0 || (size == 1 && *target == '.');
        if (is_up) {
            if (!path.length)
                return NULL;
            const char *last = memrchr(buf_str(&path), '/', path.length);
            buf_cut(&path, last ? (size_t)(last - buf_str(&path)) : 0);
        } else if (!is_here) {
            if (path.length)
                buf_char(&path, '/');
            buf_add(&path, target, size);
        }
        target += size;
    }
    return buf_failed(&path) ? NULL : arena_copy(package->arena, buf_str(&path), path.length);
}

static void docx_hear_relation(void *context, const struct docx_element *element)
{
    struct docx_relating *relating = context;
    struct docx_relations *relations = relating->relations;
    struct arena *arena = relating->package->arena;
    if (element->tag != TAG_RELS_RELATIONSHIP)
        return;
    if (relations->count == DOCX_RELATIONS_MAX) {
        relating->fault = DOCX_RELATIONS;
        return;
    }
    struct docx_relation *relation =
        docx_array_add(arena, &relations->items, &relations->count, sizeof *relation, DOCX_RELATIONS_MAX);
    if (!relation)
        return;
    const char *type = docx_attribute(element, SPACE_OTHER, "Type");
    const char *slash = strrchr(type, '/'), *target = docx_attribute(element, SPACE_OTHER, "Target");
    bool is_outside = strcasecmp(docx_attribute(element, SPACE_OTHER, "TargetMode"), "External") == 0;
    *relation = (struct docx_relation){
        .id = arena_text(arena, docx_attribute(element, SPACE_OTHER, "Id")),
        .kind = arena_text(arena, slash ? slash + 1 : type),
        .target =
            is_outside ? arena_text(arena, target) : docx_resolve(relating->package, relating->part, target),
        .is_outside = is_outside,
    };
}

enum docx_fault docx_relations_read(struct docx_package *package, const char *part,
                                    struct docx_relations *ret_relations)
{
    static const struct docx_hearer hearer = {.begin = docx_hear_relation};
    struct docx_relating relating = {package, part, ret_relations, DOCX_FINE};
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash + 1 - part) : 0;
    const char *name = arena_printf(package->arena, "%.*s_rels/%s.rels", (int)folder, part, part + folder);
    const struct docx_entry *entry = docx_package_find(package, name);
    *ret_relations = (struct docx_relations){.count = 0};
    return entry ? docx_package_hear(package, entry, &hearer, &relating, &relating.fault) : DOCX_FINE;
}

const struct docx_relation *docx_relation_find(const struct docx_relations *relations, const char *id)
{
    for (size_t i = 0; *id && i < relations->count; i++)
        if (strcmp(relations->items[i].id, id) == 0)
            return &relations->items[i];
    return NULL;
}

const struct docx_relation *docx_relation_of_kind(const struct docx_relations *relations, const char *kind)
{
    for (size_t i = 0; i < relations->count; i++)
        if (strcmp(relations->items[i].kind, kind) == 0)
            return &relations->items[i];
    return NULL;
}
