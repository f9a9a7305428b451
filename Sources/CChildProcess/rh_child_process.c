#include "rh_child_process.h"
