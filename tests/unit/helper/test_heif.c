/* The heads of HEIC and AVIF, made here box by box: what they say, and that no lie leads outside of them. */
#include "heif.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 2048 };

struct bytes {
    unsigned char at[ROOM];
    size_t size;
};

static void put_bytes(struct bytes *to, const void *data, size_t size)
{
    assert_true(to->size + size <= ROOM);
    memcpy(to->at + to->size, data, size);
    to->size += size;
}

static void put_number(struct bytes *to, uint32_t number, size_t size)
{
    for (size_t i = size; i > 0; i--)
        put_bytes(to, &(unsigned char){(unsigned char)(number >> 8 * (i - 1))}, 1);
}

static void put_box(struct bytes *to, const char *type, const struct bytes *data)
{
    put_number(to, (uint32_t)data->size + 8, 4);
    put_bytes(to, type, 4);
    put_bytes(to, data->at, data->size);
}

/* Version, flags, and numbers of so many bytes each, which end with a negative one. */
static void put_full(struct bytes *to, const char *type, unsigned version_and_flags, size_t size,
                     const int64_t *numbers)
{
    struct bytes data = {.size = 0};
    put_number(&data, version_and_flags, 4);
    for (; *numbers >= 0; numbers++)
        put_number(&data, (uint32_t)*numbers, size);
    put_box(to, type, &data);
}
#define NUMBERS(...) ((const int64_t[]){__VA_ARGS__, -1})

/* What a file is made with, and what it leaves out. */
struct wish {
    const char *brand;
    uint32_t width, height;
    unsigned turns;
    bool is_wide;           /* numbers of items in 32 bits, of properties in 16 */
    const char *without;    /* a box */
    const char *colours;    /* the content of colr */
    const char *alpha;      /* the name of an auxiliary picture */
    unsigned associations;  /* how many lines ipma claims; 0: as many as there are */
    unsigned place_of_size; /* of ispe among the properties; 0: its own */
};

static void put_items(struct bytes *meta, bool is_wide)
{
    struct bytes data = {.size = 0}, item = {.size = 0};
    put_number(&data, 0, 4);
    put_number(&data, 2, 2);
    /* Numbers 7 and 8; the second is shown first. */
    for (unsigned number = 7; number <= 8; number++) {
        item.size = 0;
        put_number(&item, is_wide ? 0x03000000 : 0x02000000, 4);
        put_number(&item, number, is_wide ? 4 : 2);
        put_bytes(&item, "\0\0hvc1", 7);
        put_box(&data, "infe", &item);
    }
    put_box(meta, "iinf", &data);
}

static void put_properties(struct bytes *meta, const struct wish *wish)
{
    struct bytes all = {.size = 0}, properties = {.size = 0}, one = {.size = 0}, lines = {.size = 0};
    size_t wide = wish->is_wide ? 2 : 1;
    put_box(&properties, "hvcC", &one);
    put_full(&properties, "ispe", 0, 4, NUMBERS(11, 22));
    if (!wish->without || strcmp(wish->without, "ispe") != 0)
        put_full(&properties, "ispe", 0, 4, NUMBERS(wish->width, wish->height));
    put_number(&one, wish->turns, 1);
    put_box(&properties, "irot", &one);
    if (wish->colours) {
        one.size = 0;
        put_bytes(&one, wish->colours, 6);
        put_box(&properties, "colr", &one);
    }
    if (wish->alpha) {
        one.size = 0;
        put_number(&one, 0, 4);
        put_bytes(&one, wish->alpha, strlen(wish->alpha) + 1);
        put_box(&properties, "auxC", &one);
    }
    put_box(&all, "ipco", &properties);
    put_number(&lines, wish->is_wide ? 0x01000001 : 0, 4);
    put_number(&lines, wish->associations ? wish->associations : 2, 4);
    /* The other picture has the other size. */
    put_number(&lines, 7, wish->is_wide ? 4 : 2);
    put_number(&lines, 1, 1);
    put_number(&lines, 2, wide);
    put_number(&lines, 8, wish->is_wide ? 4 : 2);
    put_number(&lines, wish->colours ? 4 : 3, 1);
    /* The highest bit says that a reader has to know it. */
    put_number(&lines, wish->is_wide ? 0x8001 : 0x81, wide);
    put_number(&lines, wish->place_of_size ? wish->place_of_size : 3, wide);
    put_number(&lines, wish->is_wide ? 0x8004 : 0x84, wide);
    if (wish->colours)
        put_number(&lines, 5, wide);
    if (!wish->without || strcmp(wish->without, "ipma") != 0)
        put_box(&all, "ipma", &lines);
    put_box(meta, "iprp", &all);
}

static struct bytes make(const struct wish *wish)
{
    struct bytes file = {.size = 0}, head = {.size = 0}, meta = {.size = 0};
    put_bytes(&head, wish->brand, 4);
    put_bytes(&head, "\0\0\0\0mif1", 8);
    put_box(&file, "ftyp", &head);
    put_number(&meta, 0, 4);
    if (!wish->without || strcmp(wish->without, "pitm") != 0)
        put_full(&meta, "pitm", wish->is_wide ? 0x01000000 : 0, wish->is_wide ? 4 : 2, NUMBERS(8));
    put_items(&meta, wish->is_wide);
    if (!wish->without || strcmp(wish->without, "iprp") != 0)
        put_properties(&meta, wish);
    if (!wish->without || strcmp(wish->without, "meta") != 0)
        put_box(&file, "meta", &meta);
    return file;
}

/* Of a copy of just its size, so that the sanitizer sees one byte too many. */
static enum err measure(const unsigned char *bytes, size_t size, struct picture_facts *ret_facts)
{
    unsigned char *copy = malloc(size + !size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    enum err err = picture_measure(copy, size, ret_facts);
    heif_has_alpha((struct span){copy, size});
    heif_primaries((struct span){copy, size});
    heif_hide_others(copy, size);
    free(copy);
    return err;
}

static void the_picture_that_is_shown_first_says_size_and_turn(void **state)
{
    (void)state;
    for (unsigned turns = 0; turns < 4; turns++)
        for (int is_wide = 0; is_wide <= 1; is_wide++) {
            struct picture_facts facts;
            struct bytes file = make(&(struct wish){.brand = is_wide ? "avif" : "heic",
                                                    .width = 4032,
                                                    .height = 3024,
                                                    .turns = turns,
                                                    .is_wide = is_wide});
            assert_int_equal(measure(file.at, file.size, &facts), ERR_OK);
            assert_int_equal(facts.width, turns & 1 ? 3024 : 4032);
            assert_int_equal(facts.height, turns & 1 ? 4032 : 3024);
            assert_int_equal(facts.kind, is_wide ? PICTURE_AVIF : PICTURE_HEIC);
            assert_string_equal(facts.type, is_wide ? "image/avif" : "image/heic");
            assert_int_equal(facts.orientation, 1);
            assert_true(picture_needs_converter(facts.kind));
        }
}

static void a_size_beyond_all_bounds_is_beyond_every_limit(void **state)
{
    static const uint32_t sizes[][2] = {
        {0xFFFFFFFF, 0xFFFFFFFF}, {1, 0xFFFFFFFF}, {70000, 1}, {0x80000000, 2}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct picture_facts facts;
        struct bytes file =
            make(&(struct wish){.brand = "heix", .width = sizes[i][0], .height = sizes[i][1]});
        assert_int_equal(measure(file.at, file.size, &facts), ERR_OK);
        assert_true((int64_t)facts.width * facts.height > PICTURE_PIXELS_MAX);
    }
}

static void what_is_missing_or_lies_is_damage(void **state)
{
    static const struct wish wishes[] = {
        {.brand = "heic", .width = 0, .height = 5},
        {.brand = "heic", .width = 5, .height = 0},
        {.brand = "heic", .width = 5, .height = 5, .without = "meta"},
        {.brand = "heic", .width = 5, .height = 5, .without = "pitm"},
        {.brand = "heic", .width = 5, .height = 5, .without = "iprp"},
        {.brand = "heic", .width = 5, .height = 5, .without = "ipma"},
        {.brand = "heic", .width = 5, .height = 5, .without = "ispe"},
        {.brand = "heic", .width = 5, .height = 5, .associations = 1},
        {.brand = "heic", .width = 5, .height = 5, .place_of_size = 0x7F},
        {.brand = "heic", .width = 5, .height = 5, .place_of_size = 1},
    };
    struct picture_facts facts;
    (void)state;
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        struct bytes file = make(&wishes[i]);
        if (measure(file.at, file.size, &facts) != ERR_INPUT)
            fail_msg("wish %zu", i);
    }
    /* More lines than there are: the picture's own is among those that are. */
    struct bytes file =
        make(&(struct wish){.brand = "heic", .width = 5, .height = 5, .associations = 0xFFFFFFFF});
    assert_int_equal(measure(file.at, file.size, &facts), ERR_OK);
}

static void no_cut_and_no_changed_byte_leads_outside(void **state)
{
    (void)state;
    for (int is_wide = 0; is_wide <= 1; is_wide++) {
        struct bytes file =
            make(&(struct wish){.brand = "heic", .width = 64, .height = 48, .is_wide = is_wide});
        struct picture_facts facts;
        for (size_t size = 0; size < file.size; size++)
            assert_int_not_equal(measure(file.at, size, &facts), ERR_OK);
        static const unsigned char values[] = {0, 1, 7, 0x7F, 0x80, 0xFF};
        for (size_t i = 0; i < file.size; i++)
            for (size_t j = 0; j < sizeof values; j++) {
                struct bytes changed = file;
                changed.at[i] = values[j];
                measure(changed.at, changed.size, &facts);
            }
    }
}

static void every_other_picture_is_hidden_and_nothing_else_is_touched(void **state)
{
    (void)state;
    for (int is_wide = 0; is_wide <= 1; is_wide++) {
        struct bytes file =
            make(&(struct wish){.brand = "heic", .width = 64, .height = 48, .is_wide = is_wide});
        struct bytes hidden = file;
        size_t changes = 0, at = 0;
        heif_hide_others(hidden.at, hidden.size);
        for (size_t i = 0; i < file.size; i++)
            if (file.at[i] != hidden.at[i]) {
                changes++;
                at = i;
            }
        assert_int_equal(changes, 1);
        /* The flags of item 7: behind its version, before its number. */
        assert_memory_equal(hidden.at + at - 7, "infe", 4);
        assert_int_equal(hidden.at[at], 1);
        assert_int_equal(hidden.at[at + (is_wide ? 4 : 2)], 7);
    }
}

static void what_is_clear_is_told_by_its_name(void **state)
{
    static const struct {
        const char *name;
        bool is_alpha;
    } cases[] = {{"urn:mpeg:hevc:2015:auxid:1", true},
                 {"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", true},
                 {"urn:mpeg:hevc:2015:auxid:2", false},
                 {"urn:mpeg:hevc:2015:auxid:10", false},
                 {"", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes file =
            make(&(struct wish){.brand = "heic", .width = 5, .height = 5, .alpha = cases[i].name});
        assert_int_equal(heif_has_alpha((struct span){file.at, file.size}), cases[i].is_alpha);
    }
}

static void colours_by_their_number_are_told_unless_a_profile_says_more(void **state)
{
    static const struct {
        const char *colours;
        unsigned primaries;
    } cases[] = {
        {"nclx\0\x0C", 12}, {"nclx\x01\x02", 0x102}, {"prof\0\x0C", 0}, {"rICC\0\x0C", 0}, {NULL, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes file =
            make(&(struct wish){.brand = "heic", .width = 5, .height = 5, .colours = cases[i].colours});
        assert_int_equal(heif_primaries((struct span){file.at, file.size}), cases[i].primaries);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_that_is_shown_first_says_size_and_turn),
        cmocka_unit_test(a_size_beyond_all_bounds_is_beyond_every_limit),
        cmocka_unit_test(what_is_missing_or_lies_is_damage),
        cmocka_unit_test(no_cut_and_no_changed_byte_leads_outside),
        cmocka_unit_test(every_other_picture_is_hidden_and_nothing_else_is_touched),
        cmocka_unit_test(what_is_clear_is_told_by_its_name),
        cmocka_unit_test(colours_by_their_number_are_told_unless_a_profile_says_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
