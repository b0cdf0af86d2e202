/* Targets of requests and forwarded addresses. */
#include "client.h"
#include "target.h"
#include "text/normalize.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(4 << 20);
    const char *text = arena_copy(arena, (const char *)data, size);
    struct request request = {.arena = arena, .host = "a"};
    enum err err = target_read(&request, text);
    assert(request.host[0] && !strpbrk(request.host, "/?#@ "));
    assert(request.path[0] == '/' && text_is_utf8(request.path, strlen(request.path)));
    for (size_t i = 0; !err && i < request.parameter_count; i++)
        assert(request.parameters[i].name[0] &&
               text_is_utf8(request.parameters[i].value, strlen(request.parameters[i].value)));
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert(client_address(arena, (const struct sockaddr *)&peer, text, "127.0.0.0/8 10.0.0.0/8"));
    return 0;
}
