/* What other sites answer, and where they redirect to. */
#include "../unit/helper/piecewise.h"
#include "fetch_answer.h"
#include "fetch_url.h"
#include "helper/picture.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4096 };

static enum fetch_fault read_by(const uint8_t *data, size_t size, size_t step, struct answer *ret_answer)
{
    struct piecewise text = {data, size, step};
    return answer_read(&(struct answer_source){piecewise_pull, &text}, MOST, ret_answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct answer whole, split;
    struct fetch_url from, to;
    enum fetch_fault fault = read_by(data, size, SIZE_MAX, &whole);
    assert(read_by(data, size, 1, &split) == fault);
    assert(fault || (whole.status == split.status && whole.size == split.size && whole.size <= MOST));
    assert(!whole.size || fault || memcmp(whole.bytes, split.bytes, whole.size) == 0);
    if (fetch_url_read("http://a.vn/p/x?q", &from) && fetch_url_follow(&from, whole.location, &to)) {
        assert(*to.host && *to.target == '/' && to.port);
        assert(!strpbrk(to.target, " \r\n\t") && !strpbrk(to.host, " \r\n\t/@"));
    }
    free(whole.bytes);
    free(split.bytes);
    return 0;
}
