/* congd search evaluate: how well the search finds, measured on articles and queries of one's own. Only
 * the options; the measuring is evaluation.c. Only the options; the measuring is evaluation.c. */
#include "command.h"
#include "evaluation.h"
#include "text/number.h"

#include <argp.h>
#include <string.h>

/* A day. */
enum { SLOW_QUERY_SECONDS_MAX = 86400 };
enum { KEY_ARTICLES = 'a', KEY_QUERIES = 'q', KEY_BAD = 'b', KEY_SLOW_QUERY = 'h' };

/* argp's function; there are no settings here, for the evaluation takes none. */
static error_t command_search_parse(int key, char *text, struct argp_state *state)
{
    struct evaluation_files *files = state->input;
    int64_t seconds = 0;
    switch (key) {
    case KEY_ARTICLES:
        files->articles = text;
        return 0;
    case KEY_QUERIES:
        files->queries = text;
        return 0;
    case KEY_BAD:
        files->missed_set = text;
        return 0;
    case KEY_SLOW_QUERY:
        if (number_parse(text, 1, SLOW_QUERY_SECONDS_MAX, &seconds))
            argp_error(state, "--hunt takes a number of seconds, 1 to %d", SLOW_QUERY_SECONDS_MAX);
        files->slow_query_seconds = (int)seconds;
        return 0;
    /* Both files are needed, whatever else is said. */
    case ARGP_KEY_END:
        if (!files->articles || !files->queries)
            argp_error(state, "--articles and --queries are needed");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Options and then evaluate(), which prints by itself. */
int search_command(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"articles", KEY_ARTICLES, "FILE", 0, "one JSON object a line: id, title, lead, body", 0},
        {"queries", KEY_QUERIES, "FILE", 0, "one JSON object a line: set, query, gold (the id to be found)",
         0},
        {"missed", KEY_BAD, "SET", 0,
         "also print the queries of this set that were not answered by the first hit", 0},
        {"hunt", KEY_SLOW_QUERY, "SECONDS", 0,
         "then change queries at random for so long, and print those that took longest", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = command_search_parse,
        .doc =
            "Indexes the articles in a temporary folder, asks every query, and prints for each set the mean "
            "reciprocal rank and the recall among the first ten, beside SQLite's own index with its default "
            "settings and with remove_diacritics=2; then times and sizes."};
    struct evaluation_files files = {.articles = NULL};
    auto_buf struct buf fault = BUF(4096);
    /* "evaluate" is the only action. */
    if (argc < 2 || strcmp(argv[1], "evaluate") != 0)
        return command_usage(argc, argv, "congd search evaluate --articles FILE --queries FILE");
    /* In place of the two words, for argp's own texts. */
    char called[] = "congd search evaluate";
    argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
    argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &files);
    enum err err = evaluate(&files, &fault);
    return err ? command_failed(err, &fault) : command_done();
}
