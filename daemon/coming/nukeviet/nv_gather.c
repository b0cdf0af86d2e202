/* Which tables of a dump are NukeViet's, known by their names' endings and their columns, and their rows put
 * into the spool. What they mean is not known here. */
#include "nukeviet.h"

#include "base/said.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { TABLES_MAX = 4000, ZLIB_BUFFER = 256 * 1024 };

struct nv_form {
    const char *ending;  /* of the table's name; NULL: by its columns alone */
    const char *must[2]; /* columns by which it is known beside the first of those kept */
    const char *columns[ROW_VALUES_MAX];
    bool has_key; /* the first column is a number */
};

/* By enum nv_kind; columns in the order of its enum. */
static const struct nv_form forms[NV_KINDS] = {
    [NV_ROWS] = {"_rows",
                 {"hometext", "publtime"},
                 {"id", "catid", "listcatid", "topicid", "author", "sourceid", "addtime", "status",
                  "publtime", "exptime", "title", "alias", "hometext", "homeimgfile", "homeimgalt",
                  "hitstotal", "edittime", "external_link"},
                 true},
    [NV_DETAIL] = {"_detail", {"bodyhtml"}, {"id", "bodyhtml", "sourcetext", "files", "voicedata"}, true},
    [NV_CAT] = {"_cat",
                {"alias", "title"},
                {"catid", "parentid", "title", "alias", "description", "weight", "groups_view", "status"},
                true},
    [NV_SOURCES] = {"_sources", {"title"}, {"sourceid", "title", "link"}, true},
    [NV_TOPICS] = {"_topics", {"title", "alias"}, {"topicid", "title", "alias"}, true},
    [NV_TAGS] = {"_tags", {"alias"}, {"tid", "title", "alias"}, true},
    [NV_TAGS_ID] = {"_tags_id", {"tid", "keyword"}, {"id", "tid", "keyword"}, true},
    [NV_AUTHORS] = {"_authorlist", {"pseudonym"}, {"id", "pseudonym"}, true},
    [NV_BLOCK_CAT] = {"_block_cat", {"title", "alias"}, {"bid", "title", "alias", "numbers", "weight"}, true},
    [NV_BLOCK] = {"_block", {"id"}, {"bid", "id", "weight"}, true},
    [NV_PAGE] = {NULL,
                 {"bodytext", "alias"},
                 {"id", "title", "alias", "image", "imagealt", "description", "bodytext", "add_time",
                  "status", "hitstotal", "weight"},
                 true},
    [NV_MODULES] = {"_modules",
                    {"module_file", "module_data"},
                    {"title", "module_file", "module_data", "module_upload"},
                    false},
    [NV_CONFIG] = {"_config", {"config_value", "module"}, {"config_name", "config_value", "module"}, false},
    [NV_COUNTER] = {"_counter", {"c_val", "c_count"}, {"c_type", "c_val", "c_count"}, false},
};

static int nv_column(const char *name, const char *const *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(columns[i], name) == 0)
            return (int)i;
    return -1;
}

/* Whether a name ends so, with something before it; *ret_length is of what is before. */
static bool nv_ends(const char *name, const char *ending, size_t *ret_length)
{
    size_t length = strlen(name), size = strlen(ending);
    if (length <= size || strcmp(name + length - size, ending) != 0)
        return false;
    *ret_length = length - size;
    return true;
}

/* "…_bodyhtml_12": bodies as they were kept before 4.0.29, two thousand a table. */
static bool nv_is_body_table(const char *name, size_t *ret_length)
{
    const char *at = strstr(name, "_bodyhtml_");
    if (!at || at == name || !at[10] || at[10 + strspn(at + 10, "0123456789")])
        return false;
    *ret_length = (size_t)(at - name);
    return true;
}

static bool nv_has_columns(const struct nv_form *form, const char *const *columns, size_t count)
{
    if (nv_column(form->columns[0], columns, count) < 0)
        return false;
    for (size_t i = 0; i < 2 && form->must[i]; i++)
        if (nv_column(form->must[i], columns, count) < 0)
            return false;
    return true;
}

/* Of which kind a table is, and the length of its base. */
static enum nv_kind nv_kind_of(const char *name, const char *const *columns, size_t count, size_t *ret_base)
{
    *ret_base = strlen(name);
    for (enum nv_kind kind = 0; kind < NV_KINDS; kind++) {
        size_t base = strlen(name);
        bool is_named = !forms[kind].ending || nv_ends(name, forms[kind].ending, &base) ||
                        (kind == NV_DETAIL && nv_is_body_table(name, &base));
        if (is_named && nv_has_columns(&forms[kind], columns, count)) {
            *ret_base = base;
            return kind;
        }
    }
    return NV_KINDS;
}

static struct nv_table *nv_table_add(struct nukeviet *nv, const char *name, const char *const *columns,
                                     size_t count)
{
    if (nv->table_count == TABLES_MAX)
        return NULL;
    if (nv->table_count == nv->table_room) {
        size_t room = nv->table_room ? 2 * nv->table_room : 64;
        struct nv_table *more = arena_zero(nv->arena, room, sizeof *more);
        if (!more)
            return NULL;
        if (nv->table_count)
            memcpy(more, nv->tables, nv->table_count * sizeof *more);
        nv->tables = more;
        nv->table_room = room;
    }
    struct nv_table *table = &nv->tables[nv->table_count++];
    size_t base;
    *table = (struct nv_table){.name = arena_text(nv->arena, name), .number = (uint32_t)nv->table_count};
    table->kind = nv_kind_of(name, columns, count, &base);
    table->base = arena_copy(nv->arena, name, base);
    return table;
}

static bool nv_begin(void *context, const char *name, const char *const *columns, size_t count)
{
    struct nukeviet *nv = context;
    struct nv_table *table = NULL;
    for (size_t i = 0; i < nv->table_count && !table; i++)
        if (strcmp(nv->tables[i].name, name) == 0)
            table = &nv->tables[i];
    if (!table)
        table = nv_table_add(nv, name, columns, count);
    nv->current = table;
    if (!table || table->kind == NV_KINDS)
        return false;
    const struct nv_form *form = &forms[table->kind];
    nv->column_count = 0;
    for (size_t i = 0; i < ROW_VALUES_MAX && form->columns[i]; i++)
        nv->columns[nv->column_count++] = nv_column(form->columns[i], columns, count);
    return nv->columns[0] >= 0;
}

/* The number that a value is; what is none is 0. */
static int64_t nv_value_number(const struct sql_value *value)
{
    int64_t number = 0;
    for (size_t i = 0; i < value->size && i < 18 && value->text[i] >= '0' && value->text[i] <= '9'; i++)
        number = number * 10 + (value->text[i] - '0');
    return number;
}

static enum err nv_take_row(void *context, const struct sql_value *values, size_t count)
{
    struct nukeviet *nv = context;
    struct sql_value kept[ROW_VALUES_MAX] = {{.text = NULL}};
    (void)count;
    for (size_t i = 0; i < nv->column_count; i++)
        if (nv->columns[i] < 0)
            kept[i].is_null = true;
        else
            kept[i] = values[nv->columns[i]];
    bool has_key = forms[nv->current->kind].has_key;
    int64_t key = has_key ? nv_value_number(&kept[0]) : (int64_t)nv->spool.count;
    coming_progress(nv->coming, COMING_SAID(nv->coming, "đọc tệp sao lưu, số dòng", "reading the dump, rows"),
                    (int64_t)nv->spool.count, 0);
    return row_spool_add(&nv->spool, nv->current->number, key, kept, nv->column_count);
}

static void nv_fault(void *context, int64_t line, enum sql_fault fault)
{
    static const char *const words[][2] = {
        [SQL_FAULT_ENDS] = {"tệp bị cắt giữa chừng; phần sau không có",
                            "the dump ends in the middle; what follows is not there"},
        [SQL_FAULT_SYNTAX] = {"không đọc được; bỏ phần còn lại của câu lệnh",
                              "could not be read; the rest of the statement is left out"},
        [SQL_FAULT_COLUMNS] = {"số giá trị không khớp số cột; bỏ dòng này",
                               "a row with more or fewer values than columns is left out"},
        [SQL_FAULT_LONG] = {"giá trị dài quá 16 MiB; phần sau bị cắt", "a value longer than 16 MiB was cut"},
        [SQL_FAULT_UNNAMED] =
            {"không biết tên các cột (tệp thiếu định nghĩa bảng); bỏ các dòng này",
             "nobody names the columns (the dump lacks the definition of the table); the rows are left out"},
    };
    struct nukeviet *nv = context;
    char label[SQL_NAME_MAX + 64];
    snprintf(label, sizeof label, COMING_SAID(nv->coming, "dòng %lld, bảng %s", "line %lld, table %s"),
             (long long)line, nv->current ? nv->current->name : "-");
    coming_tell(nv->coming, label, "%s", words[fault][nv->coming->options.lang == LANG_VI ? 0 : 1]);
}

/* zlib reads what is not compressed as it is. */
static ssize_t nv_read(void *context, void *bytes, size_t size)
{
    return gzread(context, bytes, (unsigned)size);
}

enum err nv_gather(struct nukeviet *nv, int dump, const char *name)
{
    const struct sql_handler handler = {nv, nv_begin, nv_take_row, nv_fault};
    auto_arena struct arena *arena = arena_new(COMING_ARENA);
    int copy = dup(dump);
    gzFile file = copy >= 0 ? gzdopen(copy, "rb") : NULL;
    if (!file || !arena) {
        if (copy >= 0 && !file)
            close(copy);
        buf_printf(nv->coming->fault, "%s: %s", name, said_errno(errno));
        return ERR_MEMORY;
    }
    gzbuffer(file, ZLIB_BUFFER);
    const struct sql_source source = {nv_read, file};
    enum err err = sql_read(&source, &handler, arena, NULL);
    if (err == ERR_INTERNAL)
        buf_printf(nv->coming->fault,
                   COMING_SAID(nv->coming, "%s: không đọc được đến cuối", "%s: cannot be read to its end"),
                   name);
    if (err == ERR_STORAGE_FULL)
        buf_printf(nv->coming->fault, "%s: %s", nv->coming->options.directory, said_errno(errno));
    gzclose(file);
    /* Its columns are gone with the arena. */
    nv->current = NULL;
    return err ? err : row_spool_sort(&nv->spool);
}
