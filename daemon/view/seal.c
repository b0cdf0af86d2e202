/* The API's shapes of seals and keys. */
#include "view/seal.h"

#include "base/base64url.h"
#include "base/json_text.h"

#include <assert.h>
#include <string.h>

const char *seal_path(struct arena *arena, const char *code, const char *lang)
{
    char shown[SEAL_CODE_SHOWN + 1];
    seal_code_show(code, shown);
    return arena_printf(arena, "%s/xac-thuc/%s", strcmp(lang, "en") == 0 ? "/en" : "", shown);
}

/* Bytes as base64url; at most those of a signature. */
static void seal_view_bytes(struct view view, const char *name, const unsigned char *bytes, size_t size)
{
    char text[BASE64URL_LENGTH(SEAL_SIGNATURE_SIZE) + 1];
    assert(size <= SEAL_SIGNATURE_SIZE);
    base64url_encode(bytes, size, text);
    view_text(view, name, text);
}

/* The members that RFC 8037 has, and the name. */
static void seal_view_key(struct view view, const unsigned char key[static SEAL_KEY_SIZE])
{
    char id[SEAL_KEY_ID_LENGTH + 1];
    seal_key_id(key, id);
    view_text(view, "kty", "OKP");
    view_text(view, "crv", "Ed25519");
    seal_view_bytes(view, "x", key, SEAL_KEY_SIZE);
    view_text(view, "kid", id);
}

void view_seal_document(struct view view, const struct seal *seal, const char *lang, const char *base)
{
    char shown[SEAL_CODE_SHOWN + 1];
    assert(!seal->is_taken);
    seal_code_show(seal->code, shown);
    view_text(view, "format", SEAL_FORMAT);
    view_text(view, "code", shown);
    view_absolute(view, "url", base, seal_path(view.arena, seal->code, lang));
    view_json(view, "content", json_text_read(seal->content, strlen(seal->content), 0, NULL));
    seal_view_bytes(view, "salt", seal->salt, SEAL_SALT_SIZE);
    seal_view_bytes(view, "hash", seal->hash, SEAL_HASH_SIZE);
    seal_view_bytes(view, "signature", seal->signature, SEAL_SIGNATURE_SIZE);
    seal_view_key(view_object(view, "key"), seal->key);
    view_absolute(view, "keys_url", base, "/.well-known/jwks.json");
}

void view_signing_key(struct view view, const struct signing_key *key)
{
    seal_view_key(view, key->key);
    view_text(view, "use", "sig");
    view_time(view, "from", key->from_ms);
    view_time(view, "until", key->until_ms);
}
