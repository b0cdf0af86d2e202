/* Links: what is outside is left to the ordinary rule for addresses, but what is no address of anybody's is
 * not even handed on. */
#include "reader.h"

#include <string.h>
#include <strings.h>

/* Whether the address has one of the schemes that a page may link to. Files of somebody's disk and programs
 * are none; a name without a scheme is a file beside the document. */
static bool docx_is_address(const char *address)
{
    static const char *const begins[] = {
        "http://", "https://", "mailto:", "tel:", "sms:", "geo:", "ftp://", "www."};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncasecmp(address, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

const struct docx_link *docx_link_new(struct docx_reader *reader, const char *address, const char *anchor,
                                      const char *title)
{
    struct docx_link *link = arena_zero(reader->arena, 1, sizeof *link);
    address += strspn(address, " \t\r\n");
    if (*address && !docx_is_address(address)) {
        docx_warn(reader, WARNING_WORD_LINK, address);
        address = "";
        anchor = "";
    }
    if (!link || (!*address && !*anchor))
        return NULL;
    bool is_part = *address && *anchor && !strchr(address, '#');
    link->address =
        is_part ? arena_printf(reader->arena, "%s#%s", address, anchor) : arena_text(reader->arena, address);
    link->anchor = *address ? "" : arena_text(reader->arena, anchor);
    link->title = arena_text(reader->arena, title);
    return link;
}

const struct docx_link *docx_link_of(struct docx_reader *reader, const struct docx_element *element)
{
    const char *id = docx_attribute(element, SPACE_R, "id");
    const struct docx_relation *relation = docx_relation_find(reader->relations, id);
    const char *address = relation && relation->is_outside && relation->target ? relation->target : "";
    return docx_link_new(reader, address, docx_attribute(element, SPACE_W, "anchor"),
                         docx_attribute(element, SPACE_W, "tooltip"));
}

const char *docx_relation_name(const struct docx_reader *reader, const char *id)
{
    const struct docx_relation *relation = docx_relation_find(reader->relations, id);
    return relation && relation->target ? relation->target : id;
}
