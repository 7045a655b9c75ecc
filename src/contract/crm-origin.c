/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-origin.h"
