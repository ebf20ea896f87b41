/* Two inner loops of p-median: iterated local search by interchange, and Lagrangian ascent.
 *
 * Demand i has its sites in `order[i * m ...]`, cheapest first, at the costs `cost[i * m ...]`; both loops look only at
 * the head of these lists. Everything that is proven is proven in 64-bit integers. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef long long i64;

static unsigned long long next_random(unsigned long long *state)
{
    unsigned long long x = *state;
    x ^= x << 13; x ^= x >> 7; x ^= x << 17;
    return *state = x;
}

typedef struct {
    int n, m, p;
    const int *order;
    const i64 *cost;
    const signed char *fixed;
    int *place;      /* m: position in chosen, or -1 */
    int *chosen;     /* p */
    int *first;      /* n: position in chosen of the cheapest chosen site */
    i64 *d1, *d2;    /* n: cheapest and second cheapest cost */
    i64 *gain;       /* m */
    i64 *loss;       /* p */
    i64 *extra;      /* p x m */
} state;

static i64 assign(state *s)
{
    i64 total = 0;
    for (int i = 0; i < s->n; i++) {
        const int *o = s->order + (size_t)i * s->m;
        const i64 *c = s->cost + (size_t)i * s->m;
        int k = 0;
        while (s->place[o[k]] < 0) k++;
        s->first[i] = s->place[o[k]];
        s->d1[i] = c[k];
        total += c[k];
        for (k++; k < s->m && s->place[o[k]] < 0; k++) {}
        s->d2[i] = c[k < s->m ? k : s->m - 1];
    }
    return total;
}

/* Best interchange until none improves. With p = 1 the dearest site stands in for the second cheapest: the sums below
 * then still give the exact difference. */
static i64 descend(state *s)
{
    i64 value = assign(s);
    int n = s->n, m = s->m, p = s->p;
    for (;;) {
        memset(s->gain, 0, sizeof(i64) * (size_t)m);
        memset(s->loss, 0, sizeof(i64) * (size_t)p);
        memset(s->extra, 0, sizeof(i64) * (size_t)p * (size_t)m);
        for (int i = 0; i < n; i++) {
            const int *o = s->order + (size_t)i * m;
            const i64 *c = s->cost + (size_t)i * m;
            i64 d1 = s->d1[i], d2 = s->d2[i];
            i64 *extra = s->extra + (size_t)s->first[i] * m;
            s->loss[s->first[i]] += d2 - d1;
            for (int k = 0; k < m && c[k] < d2; k++) {
                if (c[k] < d1) s->gain[o[k]] += d1 - c[k];
                extra[o[k]] += d2 - (c[k] > d1 ? c[k] : d1);
            }
        }
        i64 best = 0;
        int out = -1, in = -1;
        for (int r = 0; r < p; r++) {
            if (s->fixed[s->chosen[r]]) continue;
            const i64 *extra = s->extra + (size_t)r * m;
            for (int j = 0; j < m; j++) {
                if (s->place[j] >= 0) continue;
                i64 better = s->gain[j] - s->loss[r] + extra[j];
                if (better > best) { best = better; out = r; in = j; }
            }
        }
        if (out < 0) return value;
        s->place[s->chosen[out]] = -1;
        s->chosen[out] = in;
        s->place[in] = out;
        value = assign(s);
    }
}

/* Iterated local search from `chosen`, which receives the best choice. Returns its value, -1 without memory. */
i64 siting_search(int n, int m, int p, const int *order, const i64 *cost, const signed char *fixed, int rounds,
                  unsigned long long seed, int *chosen)
{
    state s = {n, m, p, order, cost, fixed, 0, 0, 0, 0, 0, 0, 0, 0};
    s.place = malloc(sizeof(int) * (size_t)m);
    s.chosen = malloc(sizeof(int) * (size_t)p);
    s.first = malloc(sizeof(int) * (size_t)n);
    s.d1 = malloc(sizeof(i64) * (size_t)n);
    s.d2 = malloc(sizeof(i64) * (size_t)n);
    s.gain = malloc(sizeof(i64) * (size_t)m);
    s.loss = malloc(sizeof(i64) * (size_t)p);
    s.extra = malloc(sizeof(i64) * (size_t)p * (size_t)m);
    i64 best = -1;
    if (s.place && s.chosen && s.first && s.d1 && s.d2 && s.gain && s.loss && s.extra) {
        int movable = 0;
        for (int r = 0; r < p; r++) movable += !fixed[chosen[r]];
        for (int round = 0; round <= rounds; round++) {
            for (int j = 0; j < m; j++) s.place[j] = -1;
            for (int r = 0; r < p; r++) { s.chosen[r] = chosen[r]; s.place[chosen[r]] = r; }
            if (round && movable && p < m) {
                int kicks = 1 + (int)(next_random(&seed) % (unsigned long long)(movable < 4 ? movable : 4));
                while (kicks--) {
                    int r, j;
                    do { r = (int)(next_random(&seed) % (unsigned long long)p); } while (fixed[s.chosen[r]]);
                    do { j = (int)(next_random(&seed) % (unsigned long long)m); } while (s.place[j] >= 0);
                    s.place[s.chosen[r]] = -1;
                    s.chosen[r] = j;
                    s.place[j] = r;
                }
            }
            i64 value = descend(&s);
            if (best < 0 || value <= best) {
                best = value;
                memcpy(chosen, s.chosen, sizeof(int) * (size_t)p);
            }
            if (!movable || p == m) break;
        }
    }
    free(s.place); free(s.chosen); free(s.first); free(s.d1); free(s.d2); free(s.gain); free(s.loss); free(s.extra);
    return best;
}

/* The k least of key[pick[0..count)] come first; ties by number, so that the choice is a function of the keys. */
static int before(const i64 *key, int a, int b) { return key[a] < key[b] || (key[a] == key[b] && a < b); }

static void select_least(const i64 *key, int *pick, int count, int k)
{
    int low = 0, high = count - 1;
    while (low < high && k > 0 && k < count) {
        int pivot = pick[low + (high - low) / 2], i = low, j = high;
        while (i <= j) {
            while (before(key, pick[i], pivot)) i++;
            while (before(key, pivot, pick[j])) j--;
            if (i <= j) { int t = pick[i]; pick[i] = pick[j]; pick[j] = t; i++; j--; }
        }
        if (k <= j) high = j; else if (k >= i) low = i; else return;
        if (k == i && k > j + 1) return;
    }
}

/* Lagrangian ascent on the assignment constraints. Costs and prices are scaled by `scale`.
 * status: 0 free, 1 in, -1 out. price (n) is the start and receives the best prices; rho (m) the reduced costs there;
 * often (m) how often each site was picked lately; chosen (p) the best primal choice seen, if it beats *upper.
 * Stops when the bound reaches (upper - 1) * scale + 1. Returns the bound, scaled; LLONG_MIN without memory. */
i64 siting_ascend(int n, int m, int p, const int *order, const i64 *cost, i64 scale, const signed char *status,
                  int rounds, int patience, double theta, double theta_end, i64 *upper, i64 *price, i64 *rho,
                  double *often, int *chosen)
{
    int in_count = 0, count = 0;
    int *pick = malloc(sizeof(int) * (size_t)m);
    int *mark = calloc((size_t)m, sizeof(int));
    i64 *now = malloc(sizeof(i64) * (size_t)n), *r = malloc(sizeof(i64) * (size_t)m);
    double *way = calloc((size_t)n, sizeof(double));
    i64 best = LLONG_MIN;
    if (!pick || !mark || !now || !r || !way) goto done;
    for (int j = 0; j < m; j++) {
        often[j] = 0.0;
        if (status[j] > 0) in_count++;
        if (status[j] == 0) pick[count++] = j;
    }
    memcpy(now, price, sizeof(i64) * (size_t)n);
    int stall = 0, need = p - in_count;
    for (int round = 0; round < rounds; round++) {
        i64 bound = 0;
        memset(r, 0, sizeof(i64) * (size_t)m);
        for (int i = 0; i < n; i++) {
            const int *o = order + (size_t)i * m;
            const i64 *c = cost + (size_t)i * m;
            i64 limit = now[i];
            bound += limit;
            for (int k = 0; k < m && c[k] * scale < limit; k++) r[o[k]] += c[k] * scale - limit;
        }
        select_least(r, pick, count, need);
        memset(mark, 0, sizeof(int) * (size_t)m);
        for (int k = 0; k < need; k++) { mark[pick[k]] = 1; bound += r[pick[k]]; }
        for (int j = 0; j < m; j++) if (status[j] > 0) { mark[j] = 1; bound += r[j]; }
        for (int j = 0; j < m; j++) often[j] = 0.95 * often[j] + (mark[j] ? 0.05 : 0.0);
        i64 value = 0, norm = 0;
        double length = 0.0;
        for (int i = 0; i < n; i++) {
            const int *o = order + (size_t)i * m;
            const i64 *c = cost + (size_t)i * m;
            i64 limit = now[i];
            int k = 0, g = 1;
            for (; k < m && c[k] * scale < limit; k++) g -= mark[o[k]];
            if (g > 0) { while (!mark[o[k]]) k++; value += c[k]; }
            else { int q = 0; while (!mark[o[q]]) q++; value += c[q]; }
            norm += (i64)g * g;
            way[i] = g + 0.4 * way[i];
            length += way[i] * g;
        }
        if (value < *upper) {
            *upper = value;
            int at = 0;
            for (int j = 0; j < m; j++) if (mark[j]) chosen[at++] = j;
        }
        if (bound > best) {
            if (best == LLONG_MIN || (double)(bound - best) > 1e-5 * fabs((double)best)) stall = 0; else stall++;
            best = bound;
            memcpy(price, now, sizeof(i64) * (size_t)n);
            memcpy(rho, r, sizeof(i64) * (size_t)m);
        } else stall++;
        if (best >= (*upper - 1) * scale + 1 || norm == 0) break;
        if (stall >= patience) {
            stall = 0;
            theta *= 0.6;
            if (theta < theta_end) break;
            memcpy(now, price, sizeof(i64) * (size_t)n);
            memset(way, 0, sizeof(double) * (size_t)n);
            continue;
        }
        double squared = 0.0;
        for (int i = 0; i < n; i++) squared += way[i] * way[i];
        if (squared <= 0.0 || length <= 0.0) { for (int i = 0; i < n; i++) way[i] = 0.0; continue; }
        double step = theta * ((double)(*upper * scale) - (double)bound) / squared;
        for (int i = 0; i < n; i++) {
            now[i] += llround(step * way[i]);
            if (now[i] < 0) now[i] = 0;
        }
    }
done:
    free(pick); free(mark); free(now); free(r); free(way);
    return best;
}
