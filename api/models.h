/* models.h - the models of items, shared by the endpoints (items.c) and what keeps them (store.c). */
#ifndef API_MODELS_H
#define API_MODELS_H

#include <brisk/brisk.h>

TYPE(Tag, str, length(1, 20));

MODEL(ItemIn, doc("An item as a client describes it."),
    (str,         name,        length(1, 100), doc("Name shown to customers"), example("Tea pot")),
    (opt(str),    description, max_length(300)),
    (double,      price,       gt(0), finite, doc("Without tax"), example(19.5)),
    (opt(double), tax,         ge(0), finite),
    (list(Tag),   tags,        defaults(), max_length(5)));

MODEL(Item, doc("An item of the shop."),
    (int64,       id,          doc("Given by the server")),
    (str,         name),
    (opt(str),    description),
    (double,      price),
    (opt(double), tax),
    (list(Tag),   tags));

MODEL(ItemPatch, doc("Only what is sent changes; null clears."), forbid_extra,
    (opt(str),       name,        not_null, length(1, 100)),
    (opt(str),       description, max_length(300)),
    (opt(double),    price,       not_null, gt(0), finite),
    (opt(double),    tax,         ge(0), finite),
    (opt(list(Tag)), tags,        not_null, max_length(5)));

MODEL(ItemPage, doc("A part of the list of items."),
    (list(Item), items),
    (int64,      total,  doc("How many items match in all")),
    (int64,      offset),
    (int64,      limit));

#endif
