/* From bytes to lines of an import. What a column is called stands in register_column.def. */
#include "register_table.h"

#include "base/json_text.h"
#include "table_numbers.h"
#include "table_type.h"
#include "text/date.h"
#include "text/document_key.h"
#include "text/normalize.h"
#include "text/slug.h"
#include "text/table.h"
#include "text/when.h"
#include "text/word.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Members of a line, and what they are called there. */
enum member {
#define MEMBER(id, name) MEMBER_##id,
#define COLUMN(...)
#include "register_column.def"
#undef COLUMN
#undef MEMBER
    MEMBER_COUNT
};
static const char *const member_names[MEMBER_COUNT] = {
#define MEMBER(id, name) name,
#define COLUMN(...)
#include "register_column.def"
#undef COLUMN
#undef MEMBER
};

static const struct {
    enum member member;
    const char *name;
} columns[] = {
#define MEMBER(...)
#define COLUMN(member, name) {MEMBER_##member, name},
#include "register_column.def"
#undef COLUMN
#undef MEMBER
};

/* A file that is being read. */
struct reading {
    struct arena *arena;
    struct reply *reply;
    struct register_table *table;
    enum member of[TABLE_COLUMNS_MAX]; /* by column; MEMBER_COUNT none */
    const char *values[MEMBER_COUNT];  /* of the record at hand; "" none */
    int64_t line;
    int32_t today;
    bool is_wrong;
    bool lacks_memory; /* something of a line could not be written: the table is not taken in part */
    struct table_numbers numbers; /* with issuer and year */
    struct table_types types;
};

static void table_fault(struct reading *r, enum message message, const struct message_args *args)
{
    struct register_table *table = r->table;
    table->faults_in_all++;
    r->is_wrong = true;
    if (table->fault_count < TABLE_FAULTS_SHOWN)
        table->faults[table->fault_count++] =
            (struct table_fault){r->line, message_text(r->arena, r->reply->lang, message, args)};
}

/* What the column of a member is called in this file. */
static const char *table_column(const struct reading *r, enum member member)
{
    for (size_t i = 0; i < r->table->column_count; i++)
        if (r->of[i] == member)
            return r->table->headers[i];
    return member_names[member];
}

/* ---- columns */

static enum member table_member(const char *folded)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (strcmp(columns[i].name, folded) == 0)
            return columns[i].member;
    return MEMBER_COUNT;
}

/* The first record: which column is what. Faults are those of the whole file. */
static enum err table_read_head(struct reading *r, const struct table_record *head)
{
    static const enum member needed[] = {MEMBER_NUMBER, MEMBER_TITLE, MEMBER_ISSUER, MEMBER_ISSUED};
    static const char *const needed_names[] = {"Số, ký hiệu", "Trích yếu", "Cơ quan ban hành",
                                               "Ngày ban hành"};
    struct register_table *table = r->table;
    bool has[MEMBER_COUNT] = {false};
    const char *missing = "";
    for (size_t i = 0; i < head->count && i < TABLE_COLUMNS_MAX; i++) {
        const char *name = "";
        /* It is shown on terminals, and came from anywhere. */
        if (text_normalize(head->fields[i], strlen(head->fields[i]), TEXT_LINE, r->arena, &name, NULL) ==
            ERR_MEMORY)
            return ERR_MEMORY;
        enum member member = table_member(table_fold(r->arena, name));
        if (member < MEMBER_COUNT && has[member])
            return reply_fault(r->reply, "/1", MESSAGE_TABLE_COLUMN_TWICE, MESSAGE_ARGS(name));
        if (member < MEMBER_COUNT)
            has[member] = true;
        r->of[i] = member;
        table->headers[i] = name;
        table->members[i] = member < MEMBER_COUNT ? member_names[member] : NULL;
        table->column_count = i + 1;
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!has[needed[i]])
            missing = arena_printf(r->arena, "%s%s«%s»", missing, *missing ? ", " : "", needed_names[i]);
    return *missing ? reply_fault(r->reply, "/1", MESSAGE_TABLE_HEADER, MESSAGE_ARGS(missing)) : ERR_OK;
}

/* ---- records */

/* A day of a column as the API takes it; NULL where there is none, or after a fault. */
static const char *table_day(struct reading *r, enum member member)
{
    char text[DATE_TEXT_SIZE];
    int32_t day;
    if (!*r->values[member])
        return NULL;
    if (!day_read(r->values[member], &day))
        return arena_text(r->arena, day_iso(day, text));
    table_fault(r, MESSAGE_TABLE_DATE, MESSAGE_ARGS(table_column(r, member), r->values[member]));
    return NULL;
}

/* Whether the same number of the same issuer and year stood in an earlier line; notes it. */
static void table_note_number(struct reading *r, const char *key)
{
    int64_t earlier = table_numbers_note(&r->numbers, r->arena, key, r->line);
    if (earlier)
        table_fault(r, MESSAGE_TABLE_TWICE, MESSAGE_ARGS(arena_printf(r->arena, "%lld", (long long)earlier)));
}

/* By which the same file brought in again finds what it made: number, year, and the whole issuer as the
 * store compares it, for long names differ in their last words alone. */
static const char *table_own_id(const struct reading *r, const char *key, const char *issued)
{
    const char *issuer = r->values[MEMBER_ISSUER];
    uint64_t hash = 14695981039346656037u;
    size_t at = 0, length = strlen(issuer);
    struct word word;
    while (word_next(issuer, length, &at, &word)) {
        for (size_t i = 0; i < word.exact_length; i++)
            hash = (hash ^ (unsigned char)word.exact[i]) * 1099511628211u;
        hash = (hash ^ ' ') * 1099511628211u;
    }
    return arena_printf(r->arena, "van-ban:%.40s-%016" PRIx64 ":%s:%.4s", slug_from_title(issuer, r->arena),
                        hash, key, issued ? issued : "");
}

/* Gives the value to the object; either may be NULL, for want of memory. */
static void table_put_value(struct reading *r, json_t *object, const char *name, json_t *value)
{
    r->lacks_memory |= json_object_set_new(object, name, value) != 0;
}

/* Numbers or names of other documents, semicolons or line feeds between. */
static void table_put_list(struct reading *r, json_t *facts, const char *name, enum member member)
{
    json_t *list = json_array();
    for (const char *p = r->values[member]; *p;) {
        p += strspn(p, " ;\n");
        size_t length = strcspn(p, ";\n");
        size_t own = length;
        while (own && p[own - 1] == ' ')
            own--;
        if (own)
            r->lacks_memory |= json_array_append_new(list, json_stringn(p, own)) != 0;
        p += length;
    }
    if (json_array_size(list))
        table_put_value(r, facts, name, list);
    else
        json_decref(list);
}

static void table_put_text(struct reading *r, json_t *object, const char *name, const char *text)
{
    if (text && *text)
        table_put_value(r, object, name, json_string(text));
}

/* The facts of the record at hand. */
static json_t *table_facts(struct reading *r, const char *type, const char *issued)
{
    json_t *facts = json_object();
    table_put_text(r, facts, "number", r->values[MEMBER_NUMBER]);
    table_put_text(r, facts, "type", type);
    table_put_text(r, facts, "issuer", r->values[MEMBER_ISSUER]);
    table_put_text(r, facts, "signer", r->values[MEMBER_SIGNER]);
    table_put_text(r, facts, "field", r->values[MEMBER_FIELD]);
    table_put_text(r, facts, "issued", issued);
    table_put_text(r, facts, "effective", table_day(r, MEMBER_EFFECTIVE));
    table_put_text(r, facts, "partly_expires", table_day(r, MEMBER_PARTLY));
    table_put_text(r, facts, "expires", table_day(r, MEMBER_EXPIRES));
    if (strspn(r->values[MEMBER_PAGES], "0123456789") == strlen(r->values[MEMBER_PAGES]) &&
        *r->values[MEMBER_PAGES] && strlen(r->values[MEMBER_PAGES]) < 9)
        table_put_value(r, facts, "pages", json_integer(strtol(r->values[MEMBER_PAGES], NULL, 10)));
    table_put_list(r, facts, "replaces", MEMBER_REPLACES);
    table_put_list(r, facts, "amends", MEMBER_AMENDS);
    table_put_list(r, facts, "based_on", MEMBER_BASED_ON);
    table_put_list(r, facts, "law", MEMBER_LAW);
    return facts;
}

/* One record as a line; NULL with a fault. */
static json_t *table_line(struct reading *r)
{
    char key[DOCUMENT_KEY_SIZE] = "";
    static const enum member needed[] = {MEMBER_NUMBER, MEMBER_TITLE, MEMBER_ISSUER, MEMBER_ISSUED};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!*r->values[needed[i]])
            table_fault(r, MESSAGE_TABLE_VALUE_MISSING, MESSAGE_ARGS(table_column(r, needed[i])));
    const char *issued = table_day(r, MEMBER_ISSUED);
    if (*r->values[MEMBER_NUMBER] && !document_key(r->values[MEMBER_NUMBER], key))
        table_fault(r, MESSAGE_TABLE_NUMBER,
                    MESSAGE_ARGS(table_column(r, MEMBER_NUMBER), r->values[MEMBER_NUMBER]));
    const char *type = table_type(&r->types, r->arena, r->values[MEMBER_TYPE], key);
    if (!type)
        table_fault(r, MESSAGE_TABLE_CHOICE,
                    MESSAGE_ARGS(table_column(r, MEMBER_TYPE), r->values[MEMBER_TYPE]));
    json_t *facts = table_facts(r, type, issued);
    const char *own = table_own_id(r, key, issued);
    if (!r->is_wrong)
        table_note_number(r, own);
    if (r->is_wrong) {
        json_decref(facts);
        return NULL;
    }
    json_t *line = json_object();
    const char *external = r->values[MEMBER_EXTERNAL];
    table_put_text(r, line, "external_id", *external ? external : own);
    table_put_text(r, line, "kind", "document");
    table_put_text(r, line, "title", r->values[MEMBER_TITLE]);
    table_put_value(r, line, "facts", facts);
    table_put_text(r, line, "body", r->values[MEMBER_BODY]);
    table_put_text(r, line, "body_format", *r->values[MEMBER_BODY] ? "text" : NULL);
    if (*r->values[MEMBER_SOURCE])
        table_put_value(r, line, "source", json_pack("{ss}", "url", r->values[MEMBER_SOURCE]));
    table_put_text(r, line, "status", "published");
    /* On the day of its issue, so that a register of years does not stand as news of today. */
    int32_t day = 0;
    if (issued && !day_parse(issued, &day) && day <= r->today)
        table_put_text(r, line, "published_at", arena_printf(r->arena, "%sT00:00:00+07:00", issued));
    return line;
}

/* Texts, and lists with a line each. */
static bool member_has_lines(enum member member)
{
    return member == MEMBER_BODY || member == MEMBER_REPLACES || member == MEMBER_AMENDS ||
           member == MEMBER_BASED_ON || member == MEMBER_LAW;
}

/* The values of a record, normalised as all that is sent. */
static void table_read_values(struct reading *r, const struct table_record *record)
{
    r->line = record->line;
    r->is_wrong = false;
    for (enum member member = 0; member < MEMBER_COUNT; member++)
        r->values[member] = "";
    for (size_t i = 0; i < record->count && i < r->table->column_count; i++) {
        const char *clean = "";
        if (r->of[i] == MEMBER_COUNT || !*record->fields[i])
            continue;
        enum text_kind kind = member_has_lines(r->of[i]) ? TEXT_BLOCK : TEXT_LINE;
        enum err err =
            text_normalize(record->fields[i], strlen(record->fields[i]), kind, r->arena, &clean, NULL);
        r->lacks_memory |= err == ERR_MEMORY;
        if (!err)
            r->values[r->of[i]] = clean;
    }
}

/* Writes a line at the number where its record begins: the results of the import then say where it stands. */
static enum err table_write(struct reading *r, json_t *line, int64_t *written)
{
    struct register_table *table = r->table;
    while (*written + 1 < r->line) {
        buf_char(&table->lines, '\n');
        ++*written;
    }
    char *text = json_text_write(line, JSON_COMPACT);
    if (text) {
        buf_text(&table->lines, text);
        buf_char(&table->lines, '\n');
        ++*written;
    }
    bool is_written = text && !buf_failed(&table->lines);
    free(text);
    if (table->shown_count < TABLE_SHOWN && json_array_append(table->owned, line) == 0)
        table->shown[table->shown_count++] = line;
    return is_written ? ERR_OK : ERR_MEMORY;
}

static enum err table_read_records(struct reading *r, struct table_reader *reader)
{
    struct table_record record;
    int64_t written = 0;
    enum err err;
    while (!(err = table_next(reader, r->arena, &record))) {
        table_read_values(r, &record);
        r->table->rows++;
        json_auto_t *line = table_line(r);
        if (r->lacks_memory || arena_failed(r->arena) || (line && table_write(r, line, &written)))
            return ERR_MEMORY;
    }
    if (err == ERR_INPUT) {
        r->line = record.line;
        table_fault(r, MESSAGE_TABLE_QUOTE,
                    MESSAGE_ARGS(arena_printf(r->arena, "%lld", (long long)record.line)));
    }
    return err == ERR_NOT_FOUND || err == ERR_INPUT ? ERR_OK : err;
}

enum err register_table_read(struct arena *arena, struct reply *reply, const char *text, size_t length,
                             int32_t today, struct register_table *ret_table)
{
    struct reading *r = arena_zero(arena, 1, sizeof *r);
    struct table_record head;
    if (!r)
        return ERR_MEMORY;
    *r = (struct reading){.arena = arena, .reply = reply, .table = ret_table, .today = today};
    table_types_fold(&r->types, arena);
    ret_table->owned = json_array();
    ret_table->lines = BUF(4 * TABLE_MAX);
    if (!ret_table->owned)
        return ERR_MEMORY;
    struct table_reader reader = table_reader_of(text, length);
    ret_table->separator = reader.separator;
    enum err err = table_next(&reader, arena, &head);
    if (err == ERR_NOT_FOUND)
        return reply_fault(reply, "", MESSAGE_TABLE_EMPTY, NULL);
    if (err == ERR_INPUT)
        return reply_fault(reply, "/1", MESSAGE_TABLE_QUOTE, MESSAGE_ARGS("1"));
    if (!err)
        err = table_read_head(r, &head);
    if (!err)
        err = table_read_records(r, &reader);
    if (!err && !ret_table->rows && !ret_table->faults_in_all)
        err = reply_fault(reply, "", MESSAGE_TABLE_EMPTY, NULL);
    /* For want of memory a column may have had no name, and a field nothing in it. */
    return arena_failed(arena) ? ERR_MEMORY : err;
}
