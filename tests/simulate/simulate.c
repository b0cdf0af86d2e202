/* Several machines in one thread: the shipping store and its applier over disks that forget, with a log in
 * memory, and kills, freezes and promotions at every step that a seed names. A seed that fails is replayed by
 * its number.
 *
 *     simulate [--seed N | --seeds N] [--breach NUMBER] */
#include "check.h"
#include "disk.h"
#include "node.h"
#include "pieces.h"

#include "base/log.h"

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 3, TEMPLATE = DISKS - 1, REQUESTS = 10, STEPS_MOST = 4000, DRAINS_MOST = 100000 };

/* What time it is, for all machines, and for the batches' patience. */
static int64_t now_ms = INT64_C(1795496400000), elapsed_us;

/* The linker puts it in the place of clock_elapsed_us(). */
int64_t __wrap_clock_elapsed_us(void);

int64_t __wrap_clock_elapsed_us(void)
{
    return elapsed_us;
}

static int64_t read_now(void *context)
{
    (void)context;
    return now_ms;
}

static const struct clock simulated_clock = {read_now, read_now, NULL};

struct world {
    struct random random;
    struct ordered_log *log;
    struct node nodes[NODES];
    struct asked asked[REQUESTS];
    size_t asked_count;
    unsigned step;
    uint32_t calm; /* of so many steps one is a misfortune */
};

/* Every machine begins with a copy of this one: three tags, two categories, two articles that were read. */
static void make_template(void)
{
    static const struct actor maker = {.role = ROLE_ADMIN, .name = "make"};
    static const enum request_kind kinds[] = {REQUEST_CATEGORY, REQUEST_CATEGORY, REQUEST_INSERT,
                                              REQUEST_INSERT,   REQUEST_FOLD,     REQUEST_FOLD};
    struct node node;
    node_init(&node, TEMPLATE, NULL, 1, &simulated_clock);
    auto_arena struct arena *arena = arena_new((size_t)64 << 20);
    struct conn *conn = NULL;
    enum err err = node_start(&node) ? store_begin_alone(node.store, arena, &maker, &conn) : ERR_INTERNAL;
    for (int i = 0; !err && i < 3; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "INSERT INTO tags (slug, name, lang) VALUES ('the-so-%d', 'Thẻ %d', 'vi')",
                 i, i);
        err = conn_execute(conn, sql);
    }
    for (int64_t i = 0; !err && i < 6; i++) {
        struct request request = {.kind = kinds[i], .number = -1 - i, .drawn = (uint64_t)i};
        err = request_run(conn, &request);
    }
    if (!err)
        err = store_commit(&conn);
    if (err) {
        printf("the first database cannot be made: %s\n", err_type(err));
        exit(2);
    }
    node_stop(&node);
}

static bool is_on(const struct world *world, const struct node *node)
{
    return node->store && node->frozen_until <= world->step;
}

static struct node *any_node(struct world *world)
{
    return &world->nodes[random_below(&world->random, NODES)];
}

/* One of those that a node which is on is at, or NULL. */
static struct task *any_task(struct world *world)
{
    struct task *found = NULL;
    uint32_t count = 0;
    for (size_t n = 0; n < NODES; n++)
        for (size_t i = 0; is_on(world, &world->nodes[n]) && i < NODE_TASKS; i++)
            if (world->nodes[n].tasks[i].fiber && random_in(&world->random, ++count))
                found = &world->nodes[n].tasks[i];
    return found;
}

static bool is_busy(const struct world *world)
{
    for (size_t n = 0; n < NODES; n++)
        for (size_t i = 0; i < NODE_TASKS; i++)
            if (world->nodes[n].tasks[i].fiber)
                return true;
    return false;
}

static void resume(struct world *world, struct task *task)
{
    struct node *node = task->node;
    node_resume(task);
    if (disk_is_dead(node->client.disk))
        node_kill(node, &world->random);
}

/* Of one node, some at a time, so that they share commits. */
static void ask_something(struct world *world)
{
    struct node *node = any_node(world);
    bool is_begun = is_on(world, node);
    for (uint32_t i = 1 + random_below(&world->random, 4); is_begun && i > 0 && world->asked_count < REQUESTS;
         i--) {
        struct asked *asked = &world->asked[world->asked_count];
        *asked = (struct asked){.request = {.kind = random_below(&world->random, REQUEST_KINDS),
                                            .number = (int64_t)world->asked_count + 1,
                                            .drawn = random_next(&world->random)}};
        is_begun = node_begin(node, asked);
        world->asked_count += is_begun;
    }
}

static void misfortune(struct world *world)
{
    struct node *node = any_node(world);
    struct task *task = any_task(world);
    switch (random_below(&world->random, 7)) {
    case 0:
        if (node->store)
            node_kill(node, &world->random);
        break;
    case 1:
        disk_die_after(node->client.disk, 1 + random_below(&world->random, 60));
        break;
    case 2:
        node->frozen_until = world->step + 5 + random_below(&world->random, 80);
        break;
    case 3:
    case 4:
    case 5:
        ordered_log_promote(world->log);
        break;
    default:
        if (task)
            fiber_lose_patience(task->fiber);
    }
}

static void start_node(struct world *world, struct node *node)
{
    if (!node_start(node) || disk_is_dead(node->client.disk))
        node_kill(node, &world->random);
}

static void one_step(struct world *world)
{
    struct node *node = any_node(world);
    struct task *task;
    now_ms += 1 + random_below(&world->random, 50);
    elapsed_us += random_below(&world->random, 900);
    ordered_log_tick(world->log);
    if (random_in(&world->random, world->calm)) {
        misfortune(world);
        return;
    }
    switch (random_below(&world->random, 8)) {
    case 0:
        ask_something(world);
        break;
    case 1:
        if (!node->store)
            start_node(world, node);
        else if (is_on(world, node))
            node_begin(node, NULL);
        break;
    default:
        task = any_task(world);
        if (task)
            resume(world, task);
    }
}

/* Nothing goes wrong any more: all that is under way ends, and every node comes to the end of the log. */
static const char *settle(struct world *world)
{
    ordered_log_heal(world->log);
    world->step = UINT32_MAX;
    for (size_t n = 0; n < NODES; n++) {
        disk_die_after(world->nodes[n].client.disk, 0);
        if (!world->nodes[n].store)
            start_node(world, &world->nodes[n]);
    }
    for (int i = 0; is_busy(world) && i < DRAINS_MOST; i++) {
        struct task *task = any_task(world);
        if (task)
            resume(world, task);
    }
    if (is_busy(world))
        return "a request waits for ever";
    for (size_t n = 0; n < NODES; n++) {
        int64_t applied = -1;
        if (!world->nodes[n].store || replication_catch_up(world->nodes[n].store, &applied))
            return "a node cannot come to the end of the log";
        if (applied != ordered_log_length(world->log))
            return "a node has not what the log has";
    }
    return NULL;
}

static const char *run_world(struct world *world)
{
    const char *fault = NULL;
    for (world->step = 0; world->step < STEPS_MOST && (world->asked_count < REQUESTS || is_busy(world));
         world->step++)
        one_step(world);
    fault = settle(world);
    if (ordered_log_has_gap(world->log))
        fault = "a node has an entry that the log lost";
    for (size_t n = 0; n < NODES; n++)
        if (world->nodes[n].fault)
            fault = world->nodes[n].fault;
    return fault ? fault : check_nodes(world->nodes, NODES, world->asked, world->asked_count);
}

/* Whether all held. */
static bool run_seed(uint64_t seed, int64_t begin_ms, enum log_breach breach)
{
    static struct world world;
    now_ms = begin_ms;
    elapsed_us = 0;
    world = (struct world){.random = {seed}};
    world.log = ordered_log_new(&world.random, breach);
    world.calm = 4 + random_below(&world.random, 40);
    int asks_most = 1 + (int)random_below(&world.random, 4);
    for (int n = 0; n < NODES; n++) {
        disk_copy(n, TEMPLATE);
        node_init(&world.nodes[n], n, world.log, asks_most, &simulated_clock);
        start_node(&world, &world.nodes[n]);
    }
    const char *fault = run_world(&world);
    if (fault)
        printf("seed %" PRIu64 ": %s\n", seed, fault);
    for (size_t n = 0; n < NODES; n++)
        node_kill(&world.nodes[n], &world.random);
    ordered_log_free(world.log);
    return !fault;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"seed", required_argument, NULL, 's'},
                                            {"seeds", required_argument, NULL, 'n'},
                                            {"breach", required_argument, NULL, 'b'},
                                            {0}};
    uint64_t first = 1, count = 200, failed = 0;
    enum log_breach breach = LOG_KEEPS_PROMISES;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (option) {
        case 's':
            first = strtoull(optarg, NULL, 10);
            count = 1;
            break;
        case 'n':
            count = strtoull(optarg, NULL, 10);
            break;
        case 'b':
            breach = (enum log_breach)strtoul(optarg, NULL, 10);
            break;
        default:
            return 2;
        }
    /* Errors are what it is about; one seed shows them. */
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    if (count > 1)
        log_to(open("/dev/null", O_WRONLY | O_CLOEXEC));
    pieces_install();
    disks_install();
    make_template();
    const int64_t begin_ms = now_ms;
    /* Of a breach it is enough that it is found. */
    for (uint64_t seed = first; seed < first + count && (!failed || !breach); seed++)
        failed += !run_seed(seed, begin_ms, breach);
    for (int disk = 0; disk < DISKS; disk++)
        disk_clear(disk);
    sqlite3_shutdown();
    pieces_free();
    printf("# %" PRIu64 " seeds, %" PRIu64 " failed\n", count, failed);
    return failed ? 1 : 0;
}
