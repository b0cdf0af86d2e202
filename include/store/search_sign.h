/* What speaks for a text as the answer of a question in a whole sentence: the rows of search_sign.def. */
#ifndef STORE_SEARCH_SIGN_H
#define STORE_SEARCH_SIGN_H

enum search_sign {
#define SIGN(name, column, worth) SIGN_##name,
#include "store/search_sign.def"
#undef SIGN
    SIGN_COUNT
};

#endif
