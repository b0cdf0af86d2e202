/* The first line of a manifest, of what was gathered for it: what the database says, what was taken back in
 * it (no words), and how much there is. */
#include "backup_pieces.h"

#include "text/date.h"

enum err gather_taken(struct making *making, struct backup_copy *copy)
{
    enum err err = backup_copy_redactions(copy, making->arena, &making->redactions, &making->redaction_count);
    return err ? err : former_read(copy, making->arena, &making->taken);
}

/* Rows of numbers alone. */
static json_t *head_redactions(const struct making *making)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < making->redaction_count; i++) {
        const struct backup_redaction *item = &making->redactions[i];
        json_array_append_new(rows, json_pack("[I,I,I,I]", (json_int_t)item->id, (json_int_t)item->article_id,
                                              (json_int_t)item->version, (json_int_t)item->at_ms));
    }
    return rows;
}

/* What persons' requests took beside articles: kind, id and when. */
static json_t *head_parts(const struct making *making)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < making->taken.part_count; i++) {
        const struct former_part *part = &making->taken.parts[i];
        json_array_append_new(
            rows, json_pack("[s,I,I]", part->kind, (json_int_t)part->id, (json_int_t)part->at_ms));
    }
    return rows;
}

/* Hashes of names that were taken back, made with the portal's key: without it they tell nothing. */
static json_t *head_names(const struct making *making)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < making->taken.name_count; i++) {
        const struct former_hash *name = &making->taken.names[i];
        char text[BACKUP_HASH_SIZE];
        if (name->size * 2 < sizeof text)
            json_array_append_new(
                rows,
                json_pack("[s,s]", name->kind, sodium_bin2hex(text, sizeof text, name->bytes, name->size)));
    }
    return rows;
}

static json_t *head_erasures(const struct making *making)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < making->taken.erasure_count; i++) {
        const struct former_erasure *item = &making->taken.erasures[i];
        json_array_append_new(rows, json_pack("[I,I]", (json_int_t)item->id, (json_int_t)item->at_ms));
    }
    return rows;
}

json_t *manifest_head_of(const struct making *making, const char *key)
{
    const struct backup_entry *entry = &making->entry;
    const struct backup_facts *facts = &making->facts;
    char at[DATE_TEXT_SIZE], rewritten[DATE_TEXT_SIZE];
    json_t *tables = json_object();
    for (size_t i = 0; i < facts->table_count; i++)
        json_object_set_new(tables, facts->tables[i].name, json_integer(facts->tables[i].rows));
    json_t *head = json_pack(
        "{s:i, s:s, s:b, s:s, s:s, s:I, s:s, s:s, s:s, s:b, s:I, s:s, s:{s:I, s:I, s:s}, s:o, s:o, s:o, s:o, "
        "s:o, "
        "s:O, s:I, s:I, s:I}",
        "format", 1, "name", entry->name, "is_named", entry->is_named, "at", date_rfc3339(entry->at_ms, at),
        "program", CONG_VERSION, "schema", (json_int_t)facts->schema, "portal", facts->portal, "epoch",
        facts->epoch, "key", key, "is_full", entry->is_full, "articles", (json_int_t)facts->articles,
        "content", facts->content, "database", "bytes", (json_int_t)making->database_bytes, "piece_bytes",
        (json_int_t)BACKUP_PIECE, "blake2b", making->database_hash, "tables", tables, "redactions",
        head_redactions(making), "parts", head_parts(making), "erasures", head_erasures(making), "names",
        head_names(making), "missing", making->missing, "file_count", (json_int_t)entry->files, "bytes",
        (json_int_t)entry->bytes, "new_bytes", (json_int_t)entry->new_bytes);
    if (head && entry->rewritten_ms)
        json_object_set_new(head, "rewritten", json_string(date_rfc3339(entry->rewritten_ms, rewritten)));
    return head;
}
