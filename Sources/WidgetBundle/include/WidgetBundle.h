// The widget and the default configuration as read-only bytes of the program.
#ifndef BELLHOP_WIDGET_BUNDLE_H
#define BELLHOP_WIDGET_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

// One embedded file: its path as a request would name it (`/js/chat.js`), its bytes and their number.
struct bellhop_file {
    const char *path;
    const uint8_t *bytes;
    size_t length;
};

// The files of `widget/`, all of them public. An index of `bellhop_widget_count()` or more gives a file whose path is NULL.
size_t bellhop_widget_count(void);
struct bellhop_file bellhop_widget_file(size_t index);

// The defaults of `config/` (`/hotel.json`, `/prompts/general.md`, …). Never served.
size_t bellhop_config_count(void);
struct bellhop_file bellhop_config_file(size_t index);

// The pages of development mode's scenario player (`/index.html`, …), served by `bellhop dev` alone.
size_t bellhop_player_count(void);
struct bellhop_file bellhop_player_file(size_t index);

#endif
