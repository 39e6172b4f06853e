// Embeds what `files.inc` lists. `#embed` (C23 §6.10.4) is tracked by the compiler, so an edited file rebuilds the table.
#include "WidgetBundle.h"

#include "files.inc"

static const struct bellhop_file none = {0, 0, 0};

size_t bellhop_widget_count(void) { return sizeof widget_files / sizeof widget_files[0]; }

struct bellhop_file bellhop_widget_file(size_t index) { return index < bellhop_widget_count() ? widget_files[index] : none; }

size_t bellhop_config_count(void) { return sizeof config_files / sizeof config_files[0]; }

struct bellhop_file bellhop_config_file(size_t index) { return index < bellhop_config_count() ? config_files[index] : none; }

size_t bellhop_player_count(void) { return sizeof player_files / sizeof player_files[0]; }

struct bellhop_file bellhop_player_file(size_t index) { return index < bellhop_player_count() ? player_files[index] : none; }
