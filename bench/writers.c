/* Many writers at once, at the store itself: each publishes articles of its own, each acknowledged when it is
 * on the disk. What the portal does besides (HTTP, JSON, Markdown) is left out, as it is in the bare loop of
 * publish.c, which takes its rows from the file that this leaves. usage: writers FOLDER WRITERS SECONDS;
 * prints
 * {"rate": articles a second, "commits": synchronised commits a second}. */
#include "base/buf.h"
#include "store/article.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WRITERS_MAX = 64, BODY_MAX = 8192 };

static const char words[] = "Trong chín tháng đầu năm, toàn huyện gieo trồng được gần tám nghìn héc-ta. ";

struct writer {
    struct store *store;
    int number;
    long written;
    pthread_t thread;
};

static atomic_bool is_over;

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* As the portal would: saved, read back for the answer, committed. */
static enum err publish(struct writer *writer, long number)
{
    static const struct actor editor = {.token_id = 1,
                                        .role = ROLE_EDITOR,
                                        .name = "biên tập",
                                        .address = "192.0.2.1",
                                        .request_id = "bench"};
    auto_arena struct arena *arena = arena_new(16 * 1024 * 1024);
    auto_conn struct conn *conn = NULL;
    char text[BODY_MAX] = "", html[BODY_MAX + 16];
    struct article saved;
    int64_t id;
    for (long i = 0; i < 10 + number % 40; i++)
        strcat(text, words);
    snprintf(html, sizeof html, "<p>%s</p>", text);
    const struct article article = {
        .slug =
            arena_printf(arena, "bai-gui-so-%ld-cua-%d-luc-%ld", number, writer->number, (long)time(NULL)),
        .lang = "vi",
        .status = STATUS_PUBLISHED,
        .title = arena_printf(arena, "Bài gửi số %ld của %d", number, writer->number),
        .body_format = "markdown",
        .body = text,
        .body_html = html,
        .body_text = text,
        .created_by = 1,
    };
    enum err err = store_begin(writer->store, arena, &editor, &conn);
    if (!err)
        err = article_insert(conn, &article, 0, &id);
    if (!err)
        err = article_by_id(conn, id, &saved);
    return err ? err : store_commit(&conn);
}

static void *write_all(void *context)
{
    struct writer *writer = context;
    while (!atomic_load(&is_over)) {
        enum err err = publish(writer, writer->written);
        if (err) {
            fprintf(stderr, "writers: %s\n", err_type(err));
            exit(1);
        }
        writer->written++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    static struct writer writers[WRITERS_MAX];
    auto_buf struct buf fault = BUF(2000);
    struct store *store = NULL;
    int count = argc == 4 ? atoi(argv[2]) : 0;
    if (count < 1 || count > WRITERS_MAX) {
        fprintf(stderr, "usage: writers FOLDER WRITERS SECONDS\n");
        return 2;
    }
    const struct store_options options = {
        .directory = argv[1], .clock = &clock_system, .readers = 2, .read_limit_ms = 5000};
    if (store_open(&options, &fault, &store)) {
        fprintf(stderr, "writers: %s\n", buf_str(&fault));
        return 1;
    }
    double begin = now();
    uint64_t generation = store_generation(store);
    for (int i = 0; i < count; i++) {
        writers[i] = (struct writer){.store = store, .number = i};
        if (pthread_create(&writers[i].thread, NULL, write_all, &writers[i]))
            return 1;
    }
    nanosleep(&(struct timespec){.tv_sec = atoi(argv[3])}, NULL);
    atomic_store(&is_over, true);
    long written = 0;
    for (int i = 0; i < count; i++) {
        pthread_join(writers[i].thread, NULL);
        written += writers[i].written;
    }
    double spent = now() - begin;
    printf("{\"rate\": %.1f, \"commits\": %.1f}\n", (double)written / spent,
           (double)(store_generation(store) - generation) / spent);
    store_close(store);
    return 0;
}
