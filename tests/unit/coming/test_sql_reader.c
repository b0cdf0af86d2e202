/* Dumps as programs write them: every row arrives as it is, whatever stands around it and wherever a piece of
 * the file ends. */
#include "dump/sql_reader.h"

#include "test.h"

#include "base/buf.h"

#include <string.h>

enum { ARENA = 64 * 1024 * 1024 };

/* A dump in memory, given in pieces of `step` bytes; what was told of it, a line each. */
struct dump {
    const char *text;
    size_t size, at, step;
    struct buf told;
};

static ssize_t dump_read(void *context, void *bytes, size_t size)
{
    struct dump *dump = context;
    size_t left = dump->size - dump->at, part = dump->step < size ? dump->step : size;
    part = part < left ? part : left;
    memcpy(bytes, dump->text + dump->at, part);
    dump->at += part;
    return (ssize_t)part;
}

static bool dump_begin(void *context, const char *table, const char *const *columns, size_t count)
{
    struct dump *dump = context;
    buf_printf(&dump->told, "[%s", table);
    for (size_t i = 0; i < count; i++)
        buf_printf(&dump->told, "%c%s", i ? ',' : ':', columns[i]);
    buf_text(&dump->told, "]");
    return strncmp(table, "skip", 4) != 0;
}

static enum err dump_row(void *context, const struct sql_value *values, size_t count)
{
    struct dump *dump = context;
    for (size_t i = 0; i < count; i++) {
        buf_char(&dump->told, i ? '|' : '(');
        if (values[i].is_null)
            buf_text(&dump->told, "NULL");
        else
            buf_add(&dump->told, values[i].text, values[i].size);
    }
    buf_char(&dump->told, ')');
    return ERR_OK;
}

static void dump_fault(void *context, int64_t line, enum sql_fault fault)
{
    static const char *const names[] = {"ends", "syntax", "columns", "long", "unnamed"};
    struct dump *dump = context;
    buf_printf(&dump->told, "!%s@%lld", names[fault], (long long)line);
}

/* What a dump tells, the same in pieces of every size. */
static const char *told(struct arena *arena, const char *text)
{
    static const size_t steps[] = {1, 2, 3, 7, 1 << 20};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct dump dump = {text, strlen(text), 0, steps[i], BUF(1 << 20)};
        const struct sql_source source = {dump_read, &dump};
        const struct sql_handler handler = {&dump, dump_begin, dump_row, dump_fault};
        assert_int_equal(sql_read(&source, &handler, arena, NULL), ERR_OK);
        const char *now = arena_copy(arena, buf_str(&dump.told), dump.told.length);
        buf_done(&dump.told);
        if (first)
            assert_string_equal(now, first);
        first = now;
    }
    return first;
}

static void rows_arrive_as_they_are(void **state)
{
    static const char *const cases[][2] = {
        {"CREATE TABLE `a` (`id` int(11) NOT NULL DEFAULT '0' COMMENT 'số, (1)', b text, PRIMARY KEY (`id`), "
         "KEY `b` (`b`(10))) ENGINE=MyISAM;\n"
         "INSERT INTO `a` VALUES (1,'x'),(2,NULL);",
         "[a:id,b](1|x)(2|NULL)"},
        {"INSERT INTO a (id, b) VALUES\r\n(1, 'it\\'s'),\r\n(2, 'a''b'), (3,'\\\\'), (4, "
         "'\\n\\r\\t\\0\\Z\\%');\r\n",
         "[a:id,b](1|it's)(2|a'b)(3|\\)(4|\n\r\t"},
        {"/*!40101 SET NAMES utf8 */;\n-- don't; stop\n# 'neither\n/* nor; 'this */\n/*!40000 ALTER TABLE "
         "`a` DISABLE KEYS */;\nINSERT INTO `a` (`x`) VALUES ('--'),('#'),('/*x*/');",
         "[a:x](--)(#)(/*x*/)"},
        {"/*!999999\\- enable the sandbox mode */ \nINSERT INTO a (x) VALUES (1);", "[a:x](1)"},
        {"/*M!100616 SET NAMES utf8mb4 */;INSERT INTO a (x) VALUES (-1), (1.5e3) , (0x48c3a0), (X'4869'), "
         "(_utf8'u'), (_binary 'v'), (NULL), (NOW()), ('a' 'b');",
         "[a:x](-1)(1.5e3)(H\xC3\xA0)(Hi)(u)(v)(NULL)(NULL)(ab)"},
        {"INSERT IGNORE INTO a (x) VALUES (1) ON DUPLICATE KEY UPDATE x = ';'; REPLACE INTO `d`.`a` (`x`) "
         "VALUES (\"z\");",
         "[a:x](1)[a:x](z)"},
        {"DELIMITER ;;\n/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN INSERT INTO a (x) "
         "VALUES (9); END */;;\nDELIMITER ;\nINSERT INTO a (x) VALUES (1);",
         "[a:x](1)"},
        {"CREATE TABLE IF NOT EXISTS skipped (x int);INSERT INTO skipped VALUES (1,'a;b'),(2);INSERT INTO a "
         "(x) VALUES (1);",
         "[skipped:x][a:x](1)"},
        {"LOCK TABLES `a` WRITE;INSERT INTO a (x) VALUES ('');UNLOCK TABLES;", "[a:x]()"},
        {"INSERT INTO a (x) VALUES ('t\xE1\xBB\x89nh \xA0\xFF');", "[a:x](t\xE1\xBB\x89nh \xA0\xFF)"},
        {"CREATE TABLE a (`key` int, `order` int, UNIQUE KEY `k` (`key`), CONSTRAINT `c` CHECK (`key` > "
         "0));INSERT INTO a VALUES (1,2);",
         "[a:key,order](1|2)"},
        {"INSERT INTO a (x) SELECT 1; INSERT INTO a (x) VALUES (2)\n;", "[a:x](2)"},
        {"CREATE OR REPLACE VIEW v AS SELECT 1; CREATE TEMPORARY TABLE a (x int); INSERT INTO a VALUES (3);",
         "[a:x](3)"},
    };
    auto_arena struct arena *arena = arena_new(ARENA);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = told(arena, cases[i][0]);
        /* Of a value with NUL what stands before it. */
        assert_memory_equal(found, cases[i][1], strlen(cases[i][1]));
    }
}

static void what_is_broken_is_told_and_the_rest_arrives(void **state)
{
    static const char *const cases[][2] = {
        {"INSERT INTO a (x) VALUES (1),(2", "[a:x](1)!ends@1"},
        {"INSERT INTO a (x) VALUES (1),\n('abc", "[a:x](1)!ends@2"},
        {"INSERT INTO a (x) VALUES (1)", "[a:x](1)!ends@1"},
        {"INSERT INTO a (x) VALUES (1,2),(3);", "[a:x]!columns@1(3)"},
        {"INSERT INTO a (x) VALUES (1) (2); INSERT INTO a (x) VALUES (3);", "[a:x](1)[a:x](3)"},
        {"INSERT INTO a (x) VALUES (1 2),(5);INSERT INTO a (x) VALUES (3);", "[a:x]!syntax@1[a:x](3)"},
        {"INSERT INTO a VALUES (1);INSERT INTO a (x) VALUES (3);", "[a]!unnamed@1[a:x](3)"},
        {"INSERT", "!ends@1"},
        {")(;;INSERT INTO a (x) VALUES (3);", "[a:x](3)"},
        {"", ""},
        {"-- only a comment", ""},
    };
    auto_arena struct arena *arena = arena_new(ARENA);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(told(arena, cases[i][0]), cases[i][1]);
}

static void values_longer_than_the_limit_are_cut_and_told(void **state)
{
    auto_arena struct arena *arena = arena_new(ARENA);
    auto_buf struct buf text = BUF(SQL_VALUE_MAX + 4096);
    (void)state;
    buf_text(&text, "INSERT INTO a (x) VALUES ('");
    for (size_t i = 0; i < SQL_VALUE_MAX + 100; i++)
        buf_char(&text, 'x');
    buf_text(&text, "'),(2);");
    struct dump dump = {buf_str(&text), text.length, 0, 1 << 20, BUF(SQL_VALUE_MAX + 4096)};
    const struct sql_source source = {dump_read, &dump};
    const struct sql_handler handler = {&dump, dump_begin, dump_row, dump_fault};
    assert_int_equal(sql_read(&source, &handler, arena, NULL), ERR_OK);
    assert_memory_equal(buf_str(&dump.told), "[a:x]!long@1(xxx", 16);
    assert_int_equal(dump.told.length, strlen("[a:x]!long@1()(2)") + SQL_VALUE_MAX);
    buf_done(&dump.told);
}

static void the_charset_is_the_last_that_was_set(void **state)
{
    static const char text[] = "SET NAMES utf8;/*!40101 SET NAMES 'latin1' */;SET time_zone = '+00:00';";
    auto_arena struct arena *arena = arena_new(ARENA);
    struct dump dump = {text, strlen(text), 0, 5, BUF(4096)};
    const struct sql_source source = {dump_read, &dump};
    const struct sql_handler handler = {&dump, dump_begin, dump_row, dump_fault};
    const char *charset = NULL;
    (void)state;
    assert_int_equal(sql_read(&source, &handler, arena, &charset), ERR_OK);
    assert_string_equal(charset, "latin1");
    buf_done(&dump.told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_arrive_as_they_are),
        cmocka_unit_test(what_is_broken_is_told_and_the_rest_arrives),
        cmocka_unit_test(values_longer_than_the_limit_are_cut_and_told),
        cmocka_unit_test(the_charset_is_the_last_that_was_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
