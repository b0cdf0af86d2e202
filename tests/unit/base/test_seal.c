/* Canonical JSON, codes, and that no changed byte of a document of verification is passed over. */
#include "base/seal.h"

#include "base/base64url.h"
#include "base/buf.h"
#include "base/canonical_json.h"
#include "base/json_text.h"

#include "test.h"

#include <sodium.h>
#include <string.h>

/* RFC 8037, appendix A. */
static const char seed_text[] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
static const char key_text[] = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
static const char key_name[] = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

static void assert_canonical(const char *text, const char *wanted)
{
    auto_buf struct buf out = BUF(10000);
    json_auto_t *value = json_text_read(text, strlen(text), JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    assert_int_equal(canonical_json(value, &out), ERR_OK);
    assert_string_equal(buf_str(&out), wanted);
}

static void the_vectors_of_rfc_8785_hold(void **state)
{
    (void)state;
    /* Section 3.2.3: names in the order of UTF-16. */
    assert_canonical("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter "
                     "Dalet With Dagesh\","
                     "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                     "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
                     "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
                     "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                     "\"😀\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
    /* Section 3.2.2.2. */
    assert_canonical("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"",
                     "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    assert_canonical(" { \"b\" : [ 1 , -20 , true , false , null ] , \"a\" : { } } ",
                     "{\"a\":{},\"b\":[1,-20,true,false,null]}");
    assert_canonical("\"\\b\\t\\f\\r\\u001f\\u007f\"", "\"\\b\\t\\f\\r\\u001f\x7f\"");
}

static enum err canonical_of(const char *text)
{
    auto_buf struct buf out = BUF(1000);
    json_auto_t *value = json_text_read(text, strlen(text), JSON_DECODE_ANY, NULL);
    return canonical_json(value, &out);
}

static void what_has_no_one_form_is_refused(void **state)
{
    (void)state;
    assert_int_equal(canonical_of("1.5"), ERR_INPUT);
    assert_int_equal(canonical_of("[1e0]"), ERR_INPUT);
    assert_int_equal(canonical_of("9007199254740991"), ERR_OK);
    assert_int_equal(canonical_of("9007199254740992"), ERR_INPUT);
    assert_int_equal(canonical_of("-9007199254740992"), ERR_INPUT);
    assert_int_equal(canonical_of("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
                     ERR_INPUT);
}

static void a_key_has_the_name_of_rfc_8037(void **state)
{
    unsigned char seed[SEAL_SEED_SIZE], key[SEAL_KEY_SIZE], wanted[SEAL_KEY_SIZE];
    unsigned char hash[SEAL_HASH_SIZE] = {7}, signature[SEAL_SIGNATURE_SIZE];
    char id[SEAL_KEY_ID_LENGTH + 1];
    size_t size;
    (void)state;
    assert_int_equal(base64url_decode(seed_text, strlen(seed_text), seed, sizeof seed, &size), ERR_OK);
    assert_int_equal(base64url_decode(key_text, strlen(key_text), wanted, sizeof wanted, &size), ERR_OK);
    seal_sign(seed, hash, signature, key);
    assert_memory_equal(key, wanted, sizeof key);
    seal_key_id(key, id);
    assert_string_equal(id, key_name);
    assert_true(seal_is_signed(key, hash, signature));
    hash[31] ^= 1;
    assert_false(seal_is_signed(key, hash, signature));
}

static void a_code_is_read_however_it_is_typed(void **state)
{
    unsigned char hash[SEAL_HASH_SIZE];
    char code[SEAL_CODE_LENGTH + 1], shown[SEAL_CODE_SHOWN + 1], read[SEAL_CODE_LENGTH + 1];
    (void)state;
    /* RFC 4648: "foobarfoobarf" is MZXW6YTBOJTG633CMFZGM. */
    memcpy(hash, "foobarfoobarfoobarfoobarfoobarfo", sizeof hash);
    seal_code(hash, code);
    assert_string_equal(code, "mzxw6ytbojtg633cmfzg");
    seal_code_show(code, shown);
    assert_string_equal(shown, "mzxw-6ytb-ojtg-633c-mfzg");
    static const char *const right[] = {"mzxw6ytbojtg633cmfzg", "MZXW-6YTB-OJTG-633C-MFZG",
                                        " mzxw 6ytb 0jtg 633c mfzg "};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(seal_code_read(right[i], read), ERR_OK);
        assert_string_equal(read, code);
    }
    static const char *const wrong[] = {"",
                                        "mzxw6ytbojtg633cmfz",
                                        "mzxw6ytbojtg633cmfzgm",
                                        "mzxw6ytbojtg633cmfz8",
                                        "mzxw6ytbojtg633cmfz/",
                                        "mzxw6ytbojtg633cmf\xc4\x91",
                                        "mzxw_6ytbojtg633cmfzg"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(seal_code_read(wrong[i], read), ERR_INPUT);
}

static json_t *bytes_of(const void *bytes, size_t size)
{
    char text[100];
    base64url_encode(bytes, size, text);
    return json_string(text);
}

/* A document as the API has it, and its text. */
static char *document_made(void)
{
    static const char content_text[] = "{\"article\":12,\"attachments\":[{\"file\":\"abc.pdf\",\"title\":"
                                       "\"Phụ lục\"}],\"author\":null,\"body\":\"Ủy ban nhân dân xã "
                                       "chi 5.000.000 đồng.\\nĐã "
                                       "ký.\",\"body_format\":\"markdown\",\"facts\":[[\"number\",\"05/2024/"
                                       "QĐ-UBND\"]],\"kind\":\"document\","
                                       "\"title\":\"Quyết định về «thủy lợi phí»\",\"version\":3}";
    unsigned char salt[SEAL_SALT_SIZE], seed[SEAL_SEED_SIZE], hash[SEAL_HASH_SIZE], key[SEAL_KEY_SIZE];
    unsigned char signature[SEAL_SIGNATURE_SIZE];
    char code[SEAL_CODE_LENGTH + 1], shown[SEAL_CODE_SHOWN + 1], id[SEAL_KEY_ID_LENGTH + 1];
    randombytes_buf(salt, sizeof salt);
    randombytes_buf(seed, sizeof seed);
    seal_hash(salt, content_text, strlen(content_text), hash);
    seal_sign(seed, hash, signature, key);
    seal_code(hash, code);
    seal_code_show(code, shown);
    seal_key_id(key, id);
    json_auto_t *document =
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:{s:s, s:s, s:o, s:s}}", "format", SEAL_FORMAT, "code",
                  shown, "content", json_text_read(content_text, strlen(content_text), 0, NULL), "salt",
                  bytes_of(salt, sizeof salt), "hash", bytes_of(hash, sizeof hash), "signature",
                  bytes_of(signature, sizeof signature), "key", "kty", "OKP", "crv", "Ed25519", "x",
                  bytes_of(key, sizeof key), "kid", id);
    assert_non_null(document);
    return json_text_write(document, JSON_COMPACT);
}

static bool is_right(const char *text)
{
    struct seal_check check;
    json_auto_t *document = json_text_read(text, strlen(text), JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(seal_document_check(document, NULL, &check), ERR_OK);
    return seal_is_right(&check);
}

static void a_document_is_right_however_it_is_written(void **state)
{
    auto_free char *text = document_made();
    json_auto_t *document = json_text_read(text, strlen(text), 0, NULL);
    auto_free char *indented = json_text_write(document, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    unsigned char other[SEAL_KEY_SIZE] = {1};
    struct seal_check check;
    (void)state;
    assert_true(is_right(text));
    assert_true(is_right(indented));
    assert_int_equal(seal_document_check(document, other, &check), ERR_OK);
    assert_true(check.has_hash && check.has_code && !check.is_signed);
    memcpy(other, check.key, sizeof other);
    assert_int_equal(seal_document_check(document, other, &check), ERR_OK);
    assert_true(seal_is_right(&check));
    /* Nothing, and things of another kind. */
    static const char *const none[] = {"{}", "[]", "{\"content\":{}}", "{\"content\":{\"a\":1.5}}",
                                       "{\"format\":\"cong-verification-1\",\"content\":7}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(is_right(none[i]));
    assert_int_equal(seal_document_check(NULL, NULL, &check), ERR_OK);
    assert_false(check.is_readable);
}

/* Anywhere in the document, whose every byte says something. */
static void a_thousand_changed_bytes_are_found(void **state)
{
    enum { EDITS = 1000 };
    auto_free char *text = document_made();
    uint32_t length = (uint32_t)strlen(text);
    int found = 0;
    (void)state;
    for (int i = 0; i < EDITS; i++) {
        uint32_t at = randombytes_uniform(length);
        char was = text[at];
        text[at] = (char)(was ^ (1 + (int)randombytes_uniform(255)));
        found += !is_right(text);
        text[at] = was;
    }
    assert_true(is_right(text));
    assert_int_equal(found, EDITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_rfc_8785_hold),
        cmocka_unit_test(what_has_no_one_form_is_refused),
        cmocka_unit_test(a_key_has_the_name_of_rfc_8037),
        cmocka_unit_test(a_code_is_read_however_it_is_typed),
        cmocka_unit_test(a_document_is_right_however_it_is_written),
        cmocka_unit_test(a_thousand_changed_bytes_are_found),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
