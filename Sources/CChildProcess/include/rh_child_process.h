#ifndef RH_CHILD_PROCESS_H
#define RH_CHILD_PROCESS_H
#endif
