/* Truncated shortest-path search in integer milliseconds.
 *
 * Buckets of equal width (Dial); inside a bucket labels are corrected until it is empty, so the order within does not
 * matter and the labels are exact. dist must hold INT_MAX at every node a search has not touched; touched receives
 * every node labelled, once. Returns the number of touched nodes, or -1 when memory runs out. */
#include <limits.h>
#include <stdlib.h>

typedef struct { int node, key, next; } entry;

int reach_search(const int *indptr, const int *indices, const int *weight, int sources, const int *source,
                 const int *initial, int limit, int shift, int *dist, int *touched)
{
    int buckets = (limit >> shift) + 1, used = 0, room = 4096, count = 0;
    int *head = malloc(sizeof(int) * (size_t)buckets);
    entry *pool = malloc(sizeof(entry) * (size_t)room);
    if (!head || !pool) { free(head); free(pool); return -1; }
    for (int i = 0; i < buckets; i++) head[i] = -1;
    int free_list = -1;

#define PUSH(NODE, KEY)                                                                     \
    do {                                                                                    \
        int slot_;                                                                          \
        if (free_list >= 0) { slot_ = free_list; free_list = pool[slot_].next; }            \
        else {                                                                              \
            if (used == room) {                                                             \
                entry *larger = realloc(pool, sizeof(entry) * 2 * (size_t)room);            \
                if (!larger) { free(head); free(pool); return -1; }                         \
                pool = larger; room *= 2;                                                   \
            }                                                                               \
            slot_ = used++;                                                                 \
        }                                                                                   \
        pool[slot_].node = (NODE); pool[slot_].key = (KEY);                                 \
        pool[slot_].next = head[(KEY) >> shift]; head[(KEY) >> shift] = slot_;              \
    } while (0)

    for (int i = 0; i < sources; i++) {
        int node = source[i], key = initial[i];
        if (key > limit || key >= dist[node]) continue;
        if (dist[node] == INT_MAX) touched[count++] = node;
        dist[node] = key;
        PUSH(node, key);
    }
    for (int b = 0; b < buckets; b++) {
        while (head[b] >= 0) {
            int slot = head[b], node = pool[slot].node, key = pool[slot].key;
            head[b] = pool[slot].next;
            pool[slot].next = free_list; free_list = slot;
            if (key != dist[node]) continue;
            for (int j = indptr[node]; j < indptr[node + 1]; j++) {
                if (weight[j] > limit - key) continue;
                int far = indices[j], reached = key + weight[j];
                if (reached >= dist[far]) continue;
                if (dist[far] == INT_MAX) touched[count++] = far;
                dist[far] = reached;
                PUSH(far, reached);
            }
        }
    }
    free(head); free(pool);
    return count;
}
