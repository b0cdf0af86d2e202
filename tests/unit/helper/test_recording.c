/* Sound and film by their heads, and the places that are said in them. */
#include "helper/recording.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 2048 };

struct film {
    unsigned char bytes[ROOM];
    size_t size;
};

static void put_box(struct film *film, const char *type, const void *data, size_t size)
{
    const unsigned char head[] = {0, 0, (unsigned char)((size + 8) >> 8), (unsigned char)(size + 8)};
    assert_true(film->size + size + 8 <= ROOM);
    memcpy(film->bytes + film->size, head, 4);
    memcpy(film->bytes + film->size + 4, type, 4);
    memcpy(film->bytes + film->size + 8, data, size);
    film->size += size + 8;
}

/* A box of those that are in `inner`. */
static void put_folder(struct film *film, const char *type, const struct film *inner)
{
    put_box(film, type, inner->bytes, inner->size);
}

static enum err measure(const struct film *film, size_t size, struct recording_facts *ret_facts)
{
    /* A copy of just its size, so that the sanitizer sees one byte too many. */
    unsigned char *copy = malloc(size + !size);
    assert_non_null(copy);
    memcpy(copy, film->bytes, size);
    enum err err = recording_measure(copy, size, ret_facts);
    free(copy);
    return err;
}

/* A film that says its place as text, as numbers, and by a key, the second of two. */
static struct film make_film(const char *brand)
{
    struct film film = {.size = 0}, moov = {.size = 0}, udta = {.size = 0}, meta = {.size = 0},
                keys = {.size = 0}, ilst = {.size = 0};
    put_box(&udta, "\xA9xyz", "\0\x8\x15\xC7+21+106/", 12);
    put_box(&udta, "loci", "\0\0\0\0\0\0", 6);
    memcpy(keys.bytes, "\0\0\0\0\0\0\0\2", 8);
    keys.size = 8;
    put_box(&keys, "mdta", "com.apple.quicktime.make", 24);
    put_box(&keys, "mdta", "com.apple.quicktime.location.ISO6709", 36);
    put_box(&ilst, "\0\0\0\1", "Apple", 5);
    put_box(&ilst, "\0\0\0\2", "+21.9+106.3/", 12);
    put_box(&meta, "hdlr", "\0\0\0\0\0\0\0\0mdta", 12);
    put_folder(&meta, "keys", &keys);
    put_folder(&meta, "ilst", &ilst);
    put_box(&moov, "mvhd", "x", 1);
    put_folder(&moov, "udta", &udta);
    put_folder(&moov, "meta", &meta);
    put_box(&film, "ftyp", brand, 8);
    put_folder(&film, "moov", &moov);
    put_box(&film, "mdat", "pixels", 6);
    return film;
}

static void every_place_of_a_film_is_found(void **state)
{
    static const char *const said[] = {"\xA9xyz", "loci"};
    struct film film = make_film("isom\0\0\0\0");
    struct recording_facts facts;
    (void)state;
    assert_int_equal(measure(&film, film.size, &facts), ERR_OK);
    assert_int_equal(facts.kind, RECORDING_MP4);
    assert_int_equal(facts.place_count, 3);
    for (size_t i = 0; i < 2; i++)
        assert_memory_equal(film.bytes + facts.places[i].at, said[i], 4);
    assert_memory_equal(film.bytes + facts.places[2].at, "\0\0\0\2+21.9", 9);
    assert_int_equal(facts.places[2].size, 16);
}

static void a_film_cut_anywhere_is_damaged_and_never_read_past(void **state)
{
    struct film film = make_film("mp42\0\0\0\0");
    struct recording_facts facts;
    (void)state;
    /* Without its last box it is a film of nothing. */
    for (size_t size = 12; size < film.size; size++)
        assert_int_equal(measure(&film, size, &facts), size == film.size - 14 ? ERR_OK : ERR_INPUT);
    for (size_t i = 0; i < film.size; i++)
        for (int bit = 0; bit < 8; bit++) {
            film.bytes[i] ^= (unsigned char)(1 << bit);
            if (!measure(&film, film.size, &facts))
                for (size_t j = 0; j < facts.place_count; j++)
                    assert_true(facts.places[j].at + facts.places[j].size <= film.size);
            film.bytes[i] ^= (unsigned char)(1 << bit);
        }
}

static void the_brand_says_what_it_is(void **state)
{
    static const struct {
        const char *brand;
        enum err err;
        enum recording_kind kind;
        bool is_photograph;
    } brands[] = {{"M4A \0\0\0\0", ERR_OK, RECORDING_M4A, false},
                  {"isom\0\0\0\0", ERR_OK, RECORDING_MP4, false},
                  {"heic\0\0\0\0", ERR_MEDIA_TYPE, 0, true},
                  {"avif\0\0\0\0", ERR_MEDIA_TYPE, 0, true},
                  {"qt  \0\0\0\0", ERR_MEDIA_TYPE, 0, false}};
    (void)state;
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++) {
        struct film film = make_film(brands[i].brand);
        struct recording_facts facts;
        assert_int_equal(measure(&film, film.size, &facts), brands[i].err);
        assert_int_equal(recording_is_photograph(film.bytes, film.size), brands[i].is_photograph);
        if (!brands[i].err)
            assert_int_equal(facts.kind, brands[i].kind);
    }
}

static void three_frames_are_a_sound_and_two_are_not(void **state)
{
    static struct film sound;
    struct recording_facts facts;
    (void)state;
    /* 128 kbit/s at 44,100 Hz: 417 bytes a frame. */
    for (size_t i = 0; i < 3; i++)
        memcpy(sound.bytes + i * 417, "\xFF\xFB\x90\0", 4);
    assert_int_equal(measure(&sound, 3 * 417, &facts), ERR_OK);
    assert_int_equal(facts.kind, RECORDING_MP3);
    assert_int_equal(measure(&sound, 2 * 417, &facts), ERR_MEDIA_TYPE);
    memcpy(sound.bytes, "ID3\4\0\0\0\0\0\x10", 10);
    assert_int_equal(measure(&sound, 400, &facts), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_of_a_film_is_found),
        cmocka_unit_test(a_film_cut_anywhere_is_damaged_and_never_read_past),
        cmocka_unit_test(the_brand_says_what_it_is),
        cmocka_unit_test(three_frames_are_a_sound_and_two_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
