/* The way of a Word file: judged by its first bytes, its parts read in their order, its pictures looked at,
 * its text written. A part that is damaged costs itself and a warning; only the document itself must be
 * there. */
#include "convert.h"

#include "document.h"
#include "picture.h"
#include "reader.h"
#include "shape.h"
#include "write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What is needed of one conversion. */
struct docx_run {
    struct arena *arena;
    struct docx *docx;
    struct docx_package package;
    struct docx_relations relations; /* of the document */
    const char *main;                /* its name */
    struct docx_styles styles;
    struct docx_numbering numbering;
    struct docx_model model;
    struct docx_reader reader;
};

static bool docx_has(struct span file, const char *magic, size_t size)
{
    return file.size >= size && memcmp(file.at, magic, size) == 0;
}

/* A compound file: a document of Word before 2007, or one of later that is locked. */
static enum docx_fault docx_judge_compound(struct span file)
{
    struct document_facts facts;
    if (!document_inspect(file, &facts))
        return DOCX_NOT_ONE;
    if (facts.fault == DOCUMENT_ENCRYPTED)
        return DOCX_ENCRYPTED;
    bool is_word = facts.kind == DOCUMENT_DOC || facts.fault == DOCUMENT_MACROS;
    return is_word ? DOCX_OLD : DOCX_OTHER;
}

/* By the first bytes; FINE for a ZIP. */
static enum docx_fault docx_judge(struct span file)
{
    if (docx_has(file, "PK\3\4", 4))
        return DOCX_FINE;
    if (docx_has(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return docx_judge_compound(file);
    if (docx_has(file, "{\\rtf", 5))
        return DOCX_RTF;
    return docx_has(file, "%PDF-", 5) ? DOCX_PDF : DOCX_NOT_ONE;
}

/* A package that says of itself that it is OpenDocument's text. */
static bool docx_is_odt(const struct docx_package *package)
{
    static const char type[] = "application/vnd.oasis.opendocument.text";
    const struct docx_entry *entry = docx_package_find(package, "mimetype");
    unsigned char *bytes = NULL;
    if (!entry || docx_package_unpack(entry, 200, &bytes))
        return false;
    bool is_odt = entry->zip.size >= sizeof type - 1 && memcmp(bytes, type, sizeof type - 1) == 0;
    free(bytes);
    return is_odt;
}

/* Which part is the document, by the package's relationships; what else the package is, when there is none.
 */
static enum docx_fault docx_find_main(struct docx_run *run)
{
    struct docx_relations top = {.count = 0};
    enum docx_fault fault = docx_relations_read(&run->package, "", &top);
    if (fault && fault != DOCX_DAMAGED)
        return fault;
    const struct docx_relation *relation = docx_relation_of_kind(&top, "officeDocument");
    const char *type = run->package.main_type;
    if (run->package.has_programs)
        return DOCX_MACROS;
    if (docx_is_odt(&run->package))
        return DOCX_ODT;
    if (*type && !strcasestr(type, "wordprocessingml"))
        return DOCX_OTHER;
    run->main = relation && !relation->is_outside ? relation->target : NULL;
    if (!run->main || !docx_package_find(&run->package, run->main))
        return fault || relation ? DOCX_DAMAGED : DOCX_OTHER;
    fault = docx_relations_read(&run->package, run->main, &run->relations);
    return fault == DOCX_DAMAGED ? DOCX_FINE : fault;
}

/* Whether a fault of a part beside the document is one of the whole file. */
static enum docx_fault docx_part_fault(struct docx_run *run, const char *name, enum docx_fault fault)
{
    if (fault != DOCX_DAMAGED)
        return fault;
    warnings_add(&run->docx->warnings, WARNING_WORD_PART, 0, name, strlen(name));
    return DOCX_FINE;
}

/* The part that the document has of this kind; NULL. */
static const struct docx_entry *docx_part_of_kind(const struct docx_run *run, const char *kind)
{
    const struct docx_relation *relation = docx_relation_of_kind(&run->relations, kind);
    bool is_inside = relation && !relation->is_outside && relation->target;
    return is_inside ? docx_package_find(&run->package, relation->target) : NULL;
}

static enum docx_fault docx_read_beside(struct docx_run *run)
{
    const struct docx_entry *styles = docx_part_of_kind(run, "styles"),
                            *numbering = docx_part_of_kind(run, "numbering");
    enum docx_fault fault = DOCX_FINE;
    if (styles)
        fault = docx_part_fault(run, styles->name, docx_styles_read(&run->package, styles, &run->styles));
    if (!fault && numbering)
        fault = docx_part_fault(run, numbering->name,
                                docx_numbering_read(&run->package, numbering, &run->numbering));
    return fault;
}

/* Notes are read when it is known which of them the text refers to, and numbered in that order, those at the
 * end behind the others. */
static enum docx_fault docx_read_notes(struct docx_run *run)
{
    static const char *const kinds[] = {"footnotes", "endnotes"};
    enum docx_fault fault = DOCX_FINE;
    int number = 0;
    for (size_t i = 0; !fault && run->model.notes && i < sizeof kinds / sizeof *kinds; i++) {
        const struct docx_entry *entry = docx_part_of_kind(run, kinds[i]);
        if (entry)
            fault = docx_part_fault(run, entry->name, docx_read_part(&run->reader, entry->name));
    }
    for (int pass = 0; pass < 2; pass++)
        for (struct docx_note *note = run->model.notes; note; note = note->next) {
            if (note->is_end == (pass == 1) && note->is_there)
                note->number = ++number;
            else if (note->is_end == (pass == 1))
                warnings_count(&run->docx->warnings, WARNING_WORD_NOTE, 0, NULL, 0);
        }
    return fault;
}

static enum docx_fault docx_read_all(struct docx_run *run)
{
    struct docx_reader *reader = &run->reader;
    *reader = (struct docx_reader){.package = &run->package,
                                   .arena = run->arena,
                                   .model = &run->model,
                                   .styles = &run->styles,
                                   .numbering = &run->numbering,
                                   .warnings = &run->docx->warnings,
                                   .flow = &run->model.body};
    enum docx_fault fault = docx_read_part(reader, run->main);
    if (!fault)
        docx_end_flow(reader, &run->model.body);
    reader->flow = NULL;
    return fault ? fault : docx_read_notes(run);
}

/* What is counted over the whole is told in one sentence each. */
static void docx_warn_of_counts(struct docx_run *run)
{
    const struct docx_reader *reader = &run->reader;
    struct warnings *warnings = &run->docx->warnings;
    char number[24];
    if (reader->inserted || reader->deleted) {
        snprintf(number, sizeof number, "%zu", reader->inserted);
        warnings_add(warnings, WARNING_WORD_CHANGES, 0, number, strlen(number));
        if (warnings->count)
            warnings->items[warnings->count - 1].count = reader->deleted;
    }
    for (size_t i = 0; i < reader->comments; i++)
        warnings_count(warnings, WARNING_WORD_COMMENTS, 0, NULL, 0);
    if (reader->margins)
        warnings_add(warnings, WARNING_WORD_MARGINS, 0, NULL, 0);
}

static int docx_by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Bookmarks that words lead to, of one flow with all that is in it. */
static void docx_gather_anchors(struct docx_run *run, const struct docx_flow *flow,
                                struct docx_writer *writer)
{
    enum { ANCHORS_MAX = 20000 };
    for (const struct docx_block *block = flow->first; block; block = block->next) {
        const struct docx_table *table = block->kind == BLOCK_TABLE ? block->table : NULL;
        for (const struct docx_row *row = table ? table->first : NULL; row; row = row->next)
            for (const struct docx_cell *cell = row->first; cell; cell = cell->next)
                docx_gather_anchors(run, &cell->flow, writer);
        const struct docx_piece *piece = block->kind == BLOCK_PARAGRAPH ? block->paragraph->first : NULL;
        for (; piece; piece = piece->next) {
            bool leads = piece->link && *piece->link->anchor;
            const char **anchor = leads ? docx_array_add(run->arena, &writer->anchors, &writer->anchor_count,
                                                         sizeof *anchor, ANCHORS_MAX)
                                        : NULL;
            if (anchor)
                *anchor = piece->link->anchor;
        }
    }
}

static void docx_write_html(struct docx_run *run)
{
    struct docx_writer *writer = arena_zero(run->arena, 1, sizeof *writer);
    if (!writer)
        return;
    *writer = (struct docx_writer){.html = BUF(DOCX_HTML_MAX), .arena = run->arena, .styles = &run->styles};
    docx_gather_anchors(run, &run->model.body, writer);
    for (const struct docx_note *note = run->model.notes; note; note = note->next)
        docx_gather_anchors(run, &note->flow, writer);
    const char **anchors = writer->anchors;
    if (anchors)
        qsort(anchors, writer->anchor_count, sizeof *anchors, docx_by_text);
    /* Each once, so that its number is one. */
    size_t kept = 0;
    for (size_t i = 0; anchors && i < writer->anchor_count; i++)
        if (!kept || strcmp(anchors[kept - 1], anchors[i]) != 0)
            anchors[kept++] = anchors[i];
    writer->anchor_count = kept;
    docx_write(writer, &run->model);
    if (buf_failed(&writer->html))
        run->docx->fault = DOCX_LONG;
    run->docx->html = arena_copy(run->arena, buf_str(&writer->html), writer->html.length);
    buf_done(&writer->html);
}

static enum docx_fault docx_run_all(struct docx_run *run, struct span file, const struct docx_sink *sink)
{
    enum docx_fault fault = docx_judge(file);
    if (!fault)
        fault = docx_package_open(file, run->arena, &run->package);
    if (!fault)
        fault = docx_find_main(run);
    if (!fault)
        fault = docx_read_beside(run);
    if (!fault)
        fault = docx_read_all(run);
    if (fault)
        return fault;
    docx_warn_of_counts(run);
    docx_find_facts(&run->model, run->arena, &run->docx->warnings);
    docx_take_pictures(&run->model, &run->package, sink, run->docx);
    docx_find_title(&run->model, run->arena, run->docx);
    docx_write_html(run);
    return run->docx->fault;
}

void docx_convert(struct span file, struct arena *arena, const struct docx_sink *sink, struct docx *ret_docx)
{
    struct docx_run *run = arena_zero(arena, 1, sizeof *run);
    *ret_docx = (struct docx){.title = "", .lead = "", .html = "", .warnings = {.arena = arena}};
    if (!run) {
        ret_docx->fault = DOCX_LONG;
        return;
    }
    run->arena = arena;
    run->docx = ret_docx;
    enum docx_fault fault = docx_run_all(run, file, sink);
    docx_reader_done(&run->reader);
    /* What does not fit into the memory there is would be a book. */
    ret_docx->fault = !fault && arena_failed(arena) ? DOCX_LONG : fault;
}

bool docx_begins(const void *bytes, size_t size)
{
    const struct span file = {bytes, size};
    return docx_has(file, "PK\3\4", 4) || docx_has(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) ||
           docx_has(file, "{\\rtf", 5);
}
