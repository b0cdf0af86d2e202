/* Files in pieces and snapshots, before a database in memory that does what the statements say: what is put
 * comes back, whole or not at all, and what came back otherwise is found out. */
#include "ordered/cluster.h"
#include "ordered/files.h"

#include "test.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECES_MOST = 8 };

struct database {
    int unused;
};

/* A row of one or several values of the same kind. */
struct database_rows {
    int count;
    int64_t integers[2];
    const void *bytes;
    size_t size;
};

static struct {
    char name[CLUSTER_TEXT_SIZE]; /* the one file; "" none */
    int64_t size, pieces;
    char *piece[PIECES_MOST];
    size_t piece_size[PIECES_MOST];
    bool is_open;        /* a transaction */
    bool warns, damages; /* a commit is not acknowledged; a byte comes back otherwise */
    int fails_after;     /* statements; 0: never */
    int asked, fences, puts, verified, rollbacks;
} world;

static struct database connection;

static struct database_rows *rows_new(void)
{
    struct database_rows *rows = calloc(1, sizeof *rows);
    assert_non_null(rows);
    return rows;
}

static int integer_of(const struct database_value *value)
{
    return atoi(value->bytes);
}

static void world_put(const struct database_value *values)
{
    int number = integer_of(&values[1]);
    assert_true(world.is_open && number < PIECES_MOST && values[2].is_binary);
    free(world.piece[number]);
    world.piece[number] = malloc(values[2].size);
    assert_non_null(world.piece[number]);
    memcpy(world.piece[number], values[2].bytes, values[2].size);
    world.piece_size[number] = values[2].size;
    world.puts++;
}

static void world_get(const struct database_value *values, struct database_rows *rows)
{
    int number = integer_of(&values[1]);
    rows->count = world.piece[number] != NULL;
    rows->bytes = world.piece[number];
    rows->size = world.piece_size[number];
    if (world.damages && number == 0)
        world.piece[0][10] ^= 1;
}

enum err database_run(struct database *database, enum database_sql sql, const struct database_value *values,
                      size_t count, int64_t patience_ms, struct buf *fault, struct database_rows **ret_rows)
{
    struct database_rows *rows = rows_new();
    (void)database, (void)count, (void)patience_ms;
    world.asked++;
    bool is_here = count && strcmp(world.name, values[0].bytes) == 0;
    if (world.fails_after && world.asked > world.fails_after) {
        free(rows);
        buf_text(fault, "lost");
        return ERR_UNAVAILABLE;
    }
    if (sql == DATABASE_BEGIN || sql == DATABASE_COMMIT || sql == DATABASE_ROLLBACK)
        world.is_open = sql == DATABASE_BEGIN;
    world.rollbacks += sql == DATABASE_ROLLBACK;
    world.verified += sql == DATABASE_SNAPSHOT_VERIFIED;
    if (sql == DATABASE_FILE_KEEP || sql == DATABASE_FILE_LOOK)
        rows->count = is_here;
    if (sql == DATABASE_FILE_LOOK) {
        rows->integers[0] = world.size;
        rows->integers[1] = world.pieces;
    }
    if (sql == DATABASE_PIECE_PUT)
        world_put(values);
    if (sql == DATABASE_PIECE_GET)
        world_get(values, rows);
    if (sql == DATABASE_FILE_PUT) {
        snprintf(world.name, sizeof world.name, "%s", (const char *)values[0].bytes);
        world.size = integer_of(&values[1]);
        world.pieces = integer_of(&values[2]);
    }
    if (ret_rows)
        *ret_rows = rows;
    else
        free(rows);
    return ERR_OK;
}

bool database_is_acknowledged(const struct database *database)
{
    (void)database;
    return !world.warns;
}

enum err database_fence(struct database *database, int64_t patience_ms, struct buf *fault)
{
    (void)database, (void)patience_ms, (void)fault;
    world.fences++;
    return ERR_OK;
}

int database_count(const struct database_rows *rows)
{
    return rows ? rows->count : 0;
}

int64_t database_integer(const struct database_rows *rows, int row, int column)
{
    (void)row;
    return rows->integers[column];
}

const char *database_text(const struct database_rows *rows, int row, int column)
{
    (void)rows, (void)row, (void)column;
    return "";
}

const void *database_bytes(const struct database_rows *rows, int row, int column, size_t *ret_size)
{
    (void)row, (void)column;
    *ret_size = rows->size;
    return rows->bytes;
}

void database_rows_free(struct database_rows *rows)
{
    free(rows);
}

/* A file of so many bytes, none like its neighbour. */
static int file_of(size_t size)
{
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_true(fd >= 0);
    for (size_t i = 0; i < size; i += 4096) {
        char block[4096];
        for (size_t j = 0; j < sizeof block; j++)
            block[j] = (char)(i / 4096 + j * 7);
        size_t part = size - i < sizeof block ? size - i : sizeof block;
        assert_int_equal(pwrite(fd, block, part, (off_t)i), part);
    }
    return fd;
}

static void assert_same(int one, int other, size_t size)
{
    char *a = malloc(size), *b = malloc(size);
    assert_true(a && b);
    assert_int_equal(pread(one, a, size, 0), size);
    assert_int_equal(pread(other, b, size, 0), size);
    assert_memory_equal(a, b, size);
    free(a);
    free(b);
}

static int setup(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < PIECES_MOST; i++)
        free(world.piece[i]);
    return 0;
}

static void a_file_comes_back_as_it_went(void **state)
{
    auto_buf struct buf fault = BUF(400);
    const size_t size = 2 * FILE_PIECE_SIZE + 17;
    auto_close int file = file_of(size), back = memfd_create("back", MFD_CLOEXEC);
    (void)state;
    assert_int_equal(database_put_file(&connection, "a.jpg", file, (int64_t)size, &fault), ERR_OK);
    assert_int_equal(world.puts, 3);
    assert_int_equal(database_get_file(&connection, "a.jpg", back, &fault), ERR_OK);
    assert_same(file, back, size);
    assert_int_equal(lseek(back, 0, SEEK_END), size);
}

static void one_that_is_there_is_not_put_again(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(100);
    (void)state;
    assert_int_equal(database_put_file(&connection, "a.jpg", file, 100, &fault), ERR_OK);
    assert_int_equal(database_put_file(&connection, "a.jpg", file, 100, &fault), ERR_OK);
    assert_int_equal(world.puts, 1);
}

static void what_the_second_machine_did_not_acknowledge_is_fenced(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(100);
    (void)state;
    world.warns = true;
    assert_int_equal(database_put_file(&connection, "a.jpg", file, 100, &fault), ERR_OK);
    assert_int_equal(world.fences, 1);
}

static void a_file_that_nobody_put_is_not_found(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int back = memfd_create("back", MFD_CLOEXEC);
    (void)state;
    assert_int_equal(database_get_file(&connection, "a.jpg", back, &fault), ERR_NOT_FOUND);
    assert_int_equal(fault.length, 0);
}

static void a_conversation_that_breaks_leaves_no_file(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(3 * FILE_PIECE_SIZE);
    (void)state;
    for (int statement = 1; statement <= 5; statement++) {
        world.asked = 0;
        world.fails_after = statement;
        assert_int_equal(database_put_file(&connection, "a.jpg", file, 3 * FILE_PIECE_SIZE, &fault),
                         ERR_UNAVAILABLE);
        assert_string_equal(world.name, "");
    }
}

static void a_file_that_is_shorter_than_was_said_is_taken_back(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(100);
    (void)state;
    assert_int_equal(database_put_file(&connection, "a.jpg", file, 200, &fault), ERR_INTERNAL);
    assert_int_equal(world.rollbacks, 1);
    assert_string_equal(world.name, "");
}

static void a_piece_that_is_missing_is_found_out(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(2 * FILE_PIECE_SIZE), back = memfd_create("back", MFD_CLOEXEC);
    (void)state;
    assert_int_equal(database_put_file(&connection, "a.jpg", file, 2 * FILE_PIECE_SIZE, &fault), ERR_OK);
    world.piece_size[1]--;
    assert_int_equal(database_get_file(&connection, "a.jpg", back, &fault), ERR_INTERNAL);
    assert_non_null(strstr(buf_str(&fault), "not whole"));
    world.pieces = 3;
    assert_int_equal(database_get_file(&connection, "a.jpg", back, &fault), ERR_NOT_FOUND);
}

static void a_snapshot_is_verified_by_what_comes_back(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(FILE_PIECE_SIZE + 5), back = memfd_create("back", MFD_CLOEXEC);
    struct snapshot_row row = {.seq = 7, .schema = 52, .node = "a"};
    (void)state;
    assert_int_equal(snapshot_put(&connection, file, FILE_PIECE_SIZE + 5, &row, &fault), ERR_OK);
    assert_int_equal(world.verified, 1);
    assert_int_equal(strlen(row.file), strlen("snapshot-") + 64);
    assert_int_equal(snapshot_get(&connection, &row, back, &fault), ERR_OK);
    assert_same(file, back, FILE_PIECE_SIZE + 5);
}

static void a_snapshot_that_comes_back_otherwise_is_none(void **state)
{
    auto_buf struct buf fault = BUF(400);
    auto_close int file = file_of(5000);
    struct snapshot_row row = {.seq = 7, .schema = 52, .node = "a"};
    (void)state;
    world.damages = true;
    assert_int_equal(snapshot_put(&connection, file, 5000, &row, &fault), ERR_CONFLICT);
    assert_int_equal(world.verified, 0);
    assert_non_null(strstr(buf_str(&fault), "is not what was put there"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_comes_back_as_it_went, setup, teardown),
        cmocka_unit_test_setup_teardown(one_that_is_there_is_not_put_again, setup, teardown),
        cmocka_unit_test_setup_teardown(what_the_second_machine_did_not_acknowledge_is_fenced, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_file_that_nobody_put_is_not_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_conversation_that_breaks_leaves_no_file, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_shorter_than_was_said_is_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_piece_that_is_missing_is_found_out, setup, teardown),
        cmocka_unit_test_setup_teardown(a_snapshot_is_verified_by_what_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_snapshot_that_comes_back_otherwise_is_none, setup, teardown),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
