/* No statement of the closed set walks a whole table or sorts without need; the few that may are listed
 * with the reason. */
#include "engine_fixture.h"

static const struct {
    const char *statement;
    const char *step; /* how the line of the plan begins */
    const char *reason;
} allowed[] = {
    {"CATEGORY_LIST", "SCAN c", "all of a few dozen categories are wanted"},
    {"CATEGORY_LIST", "SCAN b", "the recursion's own queue"},
    {"CATEGORY_BY_ID", "SCAN b", "the recursion's own queue"},
    {"CATEGORY_LIST", "USE TEMP B-TREE", "a few dozen rows"},
    {"CATEGORY_BELOW", "SCAN b", "the recursion's own queue"},
    {"CATEGORY_BELOW", "SCAN below", "the recursion's own result"},
    {"CATEGORY_COUNT_BELOW", "SCAN b", "the recursion's own queue and result"},
    {"CATEGORY_HEIGHT", "SCAN b", "the recursion's own queue"},
    {"CATEGORY_HEIGHT", "SCAN below", "the recursion's own result"},
    {"CATEGORY_ABOVE", "SCAN a", "the recursion's own queue"},
    {"CATEGORY_ABOVE", "SCAN above", "the recursion's own result"},
    {"BOX_LIST", "SCAN boxes", "all of a handful of boxes are wanted"},
    {"BOX_LIST", "USE TEMP B-TREE", "a handful of rows"},
    {"NAV_READ", "SCAN nav", "the whole navigation, in order of its key"},
    {"NAV_CLEAR", "SCAN nav", "the whole navigation goes"},
    {"SOCIAL_READ", "SCAN site_social", "a handful of rows, in order of their key"},
    {"SOCIAL_CLEAR", "SCAN site_social", "all of a handful go"},
    {"SITE_MEDIA_HIDE", "SCAN site_media", "the few pictures that the site ever had"},
    {"MENTION_SITE", "SCAN site_social",
     "the whole site is looked through, when somebody asks not to be named"},
    {"MENTION_SITE", "SCAN nav", "the same"},
    {"SITE_REVISION_ERASE", "SCAN site_revisions", "every state, when something is taken back"},
    {"SITE_REVISION_ERASE_ALL", "SCAN site_revisions", "the same, once a restore"},
    {"QUESTION_TERM_LIST", "SCAN question_terms", "a dozen rows, in order of their key"},
    {"OPINION_PARTS", "USE TEMP B-TREE", "the comments on one draft, by its articles"},
    {"OPINION_SENDERS", "USE TEMP B-TREE", "the same, by their senders"},
    {"QUESTION_BOARD", "USE TEMP B-TREE", "the questions of one month, by field"},
    {"QUESTION_DUE_FROM", "MULTI", "open ones"},
    {"SITE_PALETTES", "SCAN site_palettes", "all of a few dozen, in order of their key"},
    {"SITE_PALETTES_CLEAR", "SCAN site_palettes", "all of them go"},
    {"HOME_USES_CLEAR", "SCAN home_uses", "the few things that the home page shows"},
    {"HOME_ERASE_TILES", "SCAN home_tiles", "every version of one page, when something is taken back"},
    {"HOME_ERASE_BANNERS", "SCAN home_blocks", "the same"},
    {"HOME_CATEGORY_TO", "SCAN home_blocks", "every version of one page, when categories are merged"},
    {"HOME_REVISIONS_FORGET", "SCAN home_revisions", "a hundred versions at most, once a restore"},
    {"HOME_REVISIONS_FORGET", "SCAN home", "the one row"},
    {"MENTION_HOME", "SCAN home", "the one row"},
    {"MENTION_HOME_REVISIONS", "SCAN home", "the one row"},
    {"HOME_RAISE", "SCAN home", "the one row"},
    {"HOME_USES_ADD", "SCAN h", "the one row"},
    {"HOME_REVISIONS_TRIM", "SCAN home", "the one row"},
    {"HOME_REVISION_FORGET", "SCAN home", "the one row"},
    {"TOKEN_LIST", "SCAN tokens", "all tokens are wanted, in order of their key"},
    {"ACCOUNT_LIST", "SCAN a", "all of some dozen accounts are wanted, in order of their key"},
    {"ACCOUNT_OTHER_ADMINS", "SCAN accounts", "some dozen rows, when somebody is taken a right"},
    {"SESSION_LIST", "USE TEMP B-TREE", "the few sessions of one account"},
    {"ACCOUNT_COUNT", "SCAN accounts", "some dozen rows"},
    {"ACCOUNT_MAIL_DUE", "SCAN a", "some dozen accounts, once a minute"},
    {"LETTER_CLEAR", "SCAN letters", "one a person and day, for a month, once a day"},
    {"LETTER_COUNTS", "SCAN letters", "the same, for a page of the staff and for metrics"},
    {"LETTER_LAST_FAULT", "SCAN letters", "the same"},
    {"LETTER_LAST_FAULT", "USE TEMP B-TREE", "the same"},
    {"WEBHOOK_LIST", "SCAN webhooks", "twenty rows at most"},
    {"WEBHOOK_COUNT", "SCAN webhooks", "the same"},
    {"PUSH_NOTE_SHOWN", "SCAN webhooks", "the same"},
    {"PUSH_NOTE_LOST", "SCAN w", "the same"},
    {"PUSH_NOTE_LOST", "SCAN e", "one row"},
    {"PUSH_DUE", "SCAN w", "the same"},
    {"PUSH_DUE", "USE TEMP B-TREE", "one message of each of twenty"},
    {"PUSH_NEXT", "SCAN webhooks", "twenty rows at most"},
    {"PUSH_COUNTS", "SCAN webhooks", "the same"},
    {"RESTORE_WEBHOOKS", "SCAN webhooks", "the same"},
    {"PUSHES_END", "SCAN pushes", "what waits, when nobody is told any more, and once a restore"},
    {"FEED_PINGS_CLEAR", "SCAN feed_pings", "a row a feed, when the hub is taken away"},
    {"FEED_PING_NOTE", "SCAN f", "the few feeds that an article is in"},
    {"FEED_PING_NOTE", "SCAN one", "the one article"},
    {"FEED_PING_NOTE", "SCAN up", "the categories above its own"},
    {"PETITION_LETTER_NEXT", "SCAN petition_letters", "one step from the beginning of the index"},
    {"PETITION_LETTERS_DROP", "SCAN petition_letters", "what waits, when nothing is sent any more"},
    {"RESTORE_CITIZENS", "SCAN subscribers", "all of them, once a restore"},
    {"RESTORE_ASKS", "SCAN subscription_asks", "the same"},
    {"RESTORE_CITIZEN_LETTERS", "SCAN citizen_letters", "the same"},
    {"DIGEST_COUNTS", "SCAN subscribers", "some hundred rows, for whoever looks how the portal is"},
    {"DIGEST_COUNTS", "SCAN citizen_letters", "what waits"},
    {"DIGEST_ASKS_COUNT", "SCAN subscription_asks", "a thousand at most"},
    {"DIGEST_TOLD_BACK", "SCAN citizen_letters", "what waits, when words are taken back"},
    {"DIGEST_LETTERS_BACK", "SCAN citizen_letters", "the same"},
    {"DIGEST_LINKS_END", "SCAN citizen_letters", "the same, when nothing is sent any more"},
    {"DIGEST_OVER", "SCAN subscription_asks", "the first of them"},
    {"DIGEST_OVER", "SCAN citizen_letters", "the same"},
    {"DIGEST_FORGET", "SCAN subscription_asks", "those of two days"},
    {"RESTORE_SESSIONS", "SCAN sessions", "all of them go, once a restore"},
    {"RESTORE_LINKS", "SCAN one_time_links", "the same"},
    {"RESTORE_PREVIEW_LINKS", "SCAN preview_links", "the same"},
    {"LINK_ONCE_CLEAR", "SCAN one_time_links", "a handful"},
    {"LINK_ONCE_CLEAR_KIND", "SCAN one_time_links", "a handful"},
    {"LINK_ONCE_TRY", "SCAN one_time_links", "a handful"},
    {"LINK_ONCE_OPEN", "SCAN one_time_links", "a handful"},
    {"FACTOR_TOTP", "USE TEMP B-TREE", "the one or two of an account"},
    {"FACTOR_PENDING", "USE TEMP B-TREE", "the same"},
    {"KEPT_FORM_TAKE_BACK", "SCAN kept_forms", "five of an account at most, for a day"},
    {"RESTORE_KEPT_FORMS", "SCAN kept_forms", "all of them go, once a restore"},
    {"KEPT_FORM_LIST", "USE TEMP B-TREE", "five at most"},
    {"REVIEW_COMMENT_LIST_FOR", "USE TEMP B-TREE", "what was said of the drafts of one author"},
    {"KEPT_FORM_TRIM", "USE TEMP B-TREE", "six at most"},
    {"KEPT_FORM_FORGET", "SCAN kept_forms", "five of each account at most"},
    {"SESSION_CLEAR", "SCAN sessions", "the sessions of three days"},
    {"REPLICATION_NUMBERS", "SCAN sqlite_sequence", "a row a table"},
    {"SCHEMA_VERSION", "SCAN pragma_user_version", "one number of the file's head"},
    {"AUDIT_LAST", "SCAN audit", "one step from the end of the key"},
    {"AUDIT_LAST_TIME", "SCAN audit", "one step from the end of the key"},
    {"AUDIT_WALK", "SCAN audit", "the whole chain is checked"},
    {"ARTICLE_TRANSLATIONS", "USE TEMP B-TREE", "a group has as many rows as there are languages"},
    {"ARTICLE_IDS_BY_CATEGORY", "USE TEMP B-TREE", "a rare write; the feed's numbers follow the ids"},
    {"ARTICLE_IDS_BY_TAG", "USE TEMP B-TREE", "a rare write; the feed's numbers follow the ids"},
    {"ABBREVIATION_LIST", "SCAN abbreviations", "all of a few hundred are wanted"},
    {"ABBREVIATION_LIST", "USE TEMP B-TREE", "a few hundred rows"},
    {"ABBREVIATION_ALL", "SCAN abbreviations", "all of a few hundred are wanted"},
    {"ABBREVIATION_COUNT", "SCAN abbreviations", "a few hundred rows"},
    {"MISS_LIST", "SCAN search_misses USING INDEX", "along the index, from its end"},
    {"MISS_DAYS_TRIM", "SCAN search_miss_days USING COVERING INDEX",
     "ten thousand hashes at most, once a minute"},
    {"MISS_FORGET", "SCAN search_misses", "two thousand rows at most, once a minute"},
    {"MISS_TRIM", "SCAN search_misses USING COVERING INDEX", "two thousand rows at most, once a minute"},
    {"SEARCH_TITLE_HOLDS", "SCAN search_title VIRTUAL TABLE INDEX 0:=M1", "one row that matched"},
    {"SEARCH_TEXT_HOLDS", "SCAN search_text VIRTUAL TABLE INDEX 0:=M3", "one row that matched"},
    {"SEARCH_REFERENCES_CLEAR", "SCAN article_references", "all go when the index is built anew"},
    {"SEARCH_MATCH_TEXT", "SCAN (subquery", "the rows that matched"},
    {"SEARCH_MATCH_PAGE", "SCAN (subquery", "the pages that matched"},
    {"SEARCH_MATCH_PAGE", "USE TEMP B-TREE", "the best of those that matched"},
    {"MEDIA_PAGES_CLEAR", "SCAN media_pages", "all go when the index is built anew"},
    {"MEDIA_TEXTS_ANEW", "SCAN media_texts", "all wait when the index is built anew"},
    {"SEARCH_MATCH_TEXT", "USE TEMP B-TREE", "the best of those that matched"},
    {"SEARCH_MATCH_TITLE", "SCAN (subquery", "the rows that matched"},
    {"SEARCH_MATCH_TITLE", "USE TEMP B-TREE", "the best of those that matched"},
    {"SEARCH_MATCH_REFERENCE", "USE TEMP B-TREE", "the few articles that name one document"},
    {"SEARCH_NEWEST", "USE TEMP B-TREE", "the newest of those that matched"},
    {"SEARCH_SPREAD", "SCAN (subquery", "two hundred rows that matched"},
    {"MEDIA_USES", "USE TEMP B-TREE", "the few items of boxes that show one medium"},
    {"MEDIA_BOXES", "USE TEMP B-TREE", "the same"},
    {"MEDIA_FILES", "USE TEMP B-TREE", "the dozen files of one medium"},
    {"SEARCH_BY_KIND", "SCAN l", "the rows that matched"},
    {"SEARCH_BY_KIND", "SCAN (subquery", "the newest of the rows that matched"},
    {"SEARCH_BY_KIND", "USE TEMP B-TREE", "as many groups as there are kinds"},
    {"SEARCH_BY_CATEGORY", "SCAN l", "the rows that matched"},
    {"SEARCH_BY_CATEGORY", "SCAN (subquery", "the newest of the rows that matched"},
    {"SEARCH_BY_CATEGORY", "SCAN own", "the groups, one a category"},
    {"SEARCH_BY_CATEGORY", "SCAN b", "the groups and what is above each"},
    {"SEARCH_BY_CATEGORY", "USE TEMP B-TREE", "as many groups as there are categories"},
    {"SEARCH_BY_MONTH", "SCAN l", "the rows that matched"},
    {"SEARCH_BY_MONTH", "SCAN (subquery", "the newest of the rows that matched"},
    {"SEARCH_BY_MONTH", "USE TEMP B-TREE", "as many groups as there are months"},
    {"FACT_VALUES", "SCAN ", "the facts of one article"},
    {"FACT_VALUES", "USE TEMP B-TREE", "the facts of one article"},
    {"SCHEDULE_NEXT", "SCAN articles USING INDEX articles_due", "one step from the beginning of the index"},
    {"SCHEDULE_NEXT", "SCAN articles USING COVERING INDEX articles_due", "the same, as SQLite 3.46 says it"},
    {"DESK_COUNTS", "SCAN articles USING COVERING INDEX articles_due",
     "those that are scheduled alone, as SQLite 3.46 says it"},
    {"DESK_COUNTS", "SCAN articles USING COVERING INDEX articles_trashed", "those in the trash, likewise"},
    {"SITEMAP_PARTS", "SCAN sitemap_parts", "one row for fifty thousand articles, and all are wanted"},
    {"VISIT_MACHINES", "USE TEMP B-TREE", "a few dozen groups, for a page that is kept"},
    {"VISIT_MOST_READ", "SCAN v", "the articles that were read in these days"},
    {"VISIT_MOST_READ", "USE TEMP B-TREE", "the articles that were read in these days"},
    {"READ_MONTHS", "USE TEMP B-TREE", "the articles that were read in these months"},
    {"READ_CATEGORIES", "USE TEMP B-TREE", "as many groups as there are categories"},
    {"DESK_COUNTS", "SCAN articles USING INDEX articles_due", "those that wait for their hour"},
    {"DESK_COUNTS", "SCAN articles USING INDEX articles_trashed", "ninety days of what was deleted"},
    {"DESK_COUNTS", "SCAN reports", "half a year of them, and a thousand a day at most"},
    {"DESK_SCHEDULED", "SCAN a USING INDEX articles_due", "along the index of what is scheduled alone"},
    {"MISS_ALL", "SCAN search_misses", "two thousand rows at most, when something is taken back"},
    {"ERASE_BOX_LINKS", "SCAN box_items", "a few hundred items, when something is taken back"},
    {"ERASE_BOX_LINKS_RAISE", "SCAN box_items", "the same"},
    {"ERASE_NAV", "SCAN nav", "a handful of rows, when something is taken back"},
    {"ERASE_NAV_EMPTY", "SCAN nav", "the same"},
    {"ERASE_SITE_RAISE", "SCAN site", "the one row"},
    {"ERASE_TAGS_OF", "SCAN x VIRTUAL TABLE INDEX", "the tags of one article's versions"},
    {"ERASE_MEDIA_USERS", "USE TEMP B-TREE", "the articles that show one medium"},
    {"RESTORE_NAMES", "SCAN erased_names", "all are counted, once a restore"},
    {"RESTORE_CATEGORIES_GIVE", "SCAN c", "a few dozen categories, once a restore for each limited account"},
    {"RESTORE_SEALED", "SCAN accounts", "a few dozen rows, once a restore without the key"},
    {"RESTORE_FACTORS", "SCAN factors", "all of them go, once a restore without the key"},
    {"RESTORE_RECOVERY", "SCAN recovery_codes", "the same"},
    {"RESTORE_MAILS", "SCAN accounts", "the same"},
    {"RESTORE_LETTERS", "SCAN letters USING INDEX letters_waiting",
     "what waits goes, once a restore without the key"},
    {"SWEEP_REVISION_SLUGS", "SCAN revisions", "every name of a copy is hashed, once a copy"},
    {"SWEEP_REVISION_SLUGS", "USE TEMP B-TREE FOR DISTINCT", "the same"},
    {"RESTORE_REVOKE", "SCAN tokens", "a few dozen rows, once a restore"},
    {"RESTORE_NUMBER", "SCAN sqlite_sequence", "a row a table, once a restore"},
    {"RESTORE_NUMBER_ADD", "SCAN sqlite_sequence", "the same"},
    {"TWICE_SAME", "SCAN (subquery", "a hundred rows of a name, a hundred of two days"},
    {"TWICE_SAME", "USE TEMP B-TREE", "the same"},
    {"TWICE_TITLED", "USE TEMP B-TREE", "a hundred rows of a name"},
    {"LINK_ADD", "SCAN (subquery", "a thousand rows of a host at most"},
    {"LINK_FORGET", "SCAN link_places", "the first five hundred rows"},
    {"LINK_WITNESSES", "USE TEMP B-TREE",
     "a group a host, when a link fails and nobody answered for a minute"},
    {"WORKING_COPY_ERASE_ALL", "SCAN working_copies", "all of them go, once a restore"},
    {"MENTION_WORKING_COPIES", "SCAN t VIRTUAL TABLE INDEX", "the texts of one"},
    {"MENTION_KEPT_FORMS", "SCAN t VIRTUAL TABLE INDEX", "the texts of one"},
    {"MENTION_THING_STATES", "SCAN t VIRTUAL TABLE INDEX", "the texts of one"},
    {"THING_STATES_ERASE_ALL", "SCAN thing_states", "all of them, once a restore"},
    {"PETITION_FILES_IN_ALL", "SCAN petition_files",
     "as many as question_files has room for, 16,384 as it comes, before a question with files is kept"},
    {"RATING_LIST", "USE TEMP B-TREE",
     "a group an article that was rated within months, for a page of the staff"},
    {"SEALS_DUE", "SCAN seals_due", "the first fifty, in order of their key"},
    {"SIGNING_KEY_LIST", "SCAN signing_keys", "a handful of keys"},
    {"SIGNING_KEY_LIST", "USE TEMP B-TREE", "the same"},
    {"SEARCH_SIZE", "SCAN ", "the whole index is measured, by the evaluation alone"},
};

static bool is_allowed(const char *statement, const char *step)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (strcmp(allowed[i].statement, statement) == 0 &&
            strncmp(allowed[i].step, step, strlen(allowed[i].step)) == 0)
            return true;
    return false;
}

static bool is_suspect(const char *step)
{
    if (strncmp(step, "SCAN CONSTANT ROW", 17) == 0)
        return false;
    /* A search in a full-text index, or a list that came as a parameter. */
    if (strstr(step, " VIRTUAL TABLE INDEX ") &&
        (strstr(step, ":M") || strncmp(step, "SCAN json_each ", 15) == 0))
        return false;
    return strncmp(step, "SCAN ", 5) == 0 || strncmp(step, "USE TEMP B-TREE", 15) == 0 ||
           strstr(step, "AUTOMATIC");
}

/* Steps of the plan that no rule allows. */
static int faults_of(sqlite3 *db, enum statement statement)
{
    char sql[4000];
    sqlite3_stmt *plan = NULL;
    int faults = 0;
    int length = snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", statement_sql(statement));
    assert_true(length < (int)sizeof sql);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(plan, 3);
        if (!is_suspect(step) || is_allowed(statement_name(statement), step))
            continue;
        print_error("%s: %s\n", statement_name(statement), step);
        faults++;
    }
    sqlite3_finalize(plan);
    return faults;
}

static void no_statement_walks_a_whole_table_unexpectedly(void **state)
{
    struct fixture *f = *state;
    int faults = 0;
    for (enum statement i = 0; i < STMT_COUNT; i++)
        faults += faults_of(f->store->writer->db, i);
    assert_int_equal(faults, 0);
}

static void plan_with_a_scan_is_noticed(void **state)
{
    (void)state;
    assert_true(is_suspect("SCAN articles"));
    assert_true(is_suspect("SCAN a USING INDEX articles_by_list"));
    assert_true(is_suspect("USE TEMP B-TREE FOR ORDER BY"));
    assert_true(is_suspect("SCAN search_text VIRTUAL TABLE INDEX 0:"));
    assert_false(is_suspect("SCAN search_text VIRTUAL TABLE INDEX 0:M3"));
    assert_false(is_suspect("SEARCH articles USING INTEGER PRIMARY KEY (rowid=?)"));
    assert_false(is_allowed("ARTICLE_STREAM", "SCAN articles"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(no_statement_walks_a_whole_table_unexpectedly),
        cmocka_unit_test(plan_with_a_scan_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
