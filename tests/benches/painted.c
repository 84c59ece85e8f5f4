/* Two programs in one, for the script beside it.
 *
 *   painted empty            an empty WebKitGTK window: the least that any window of this kind costs
 *   painted probe CMD ARG…   starts CMD, prints after how many milliseconds its page was painted, and after how many its
 *                            middle was filled, and ends it
 *
 * Painted is a strip of the screen with three colours or more: before, it is the desktop's, then the one colour of a
 * window whose page is not there yet. The strips keep clear of the window's title bar.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <gtk/gtk.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <webkit2/webkit2.h>

enum { POLL_US = 2000, LIMIT_MS = 30000 };

static int empty_window(int argc, char **argv) {
    gtk_init(&argc, &argv);
    GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
    gtk_window_set_default_size(GTK_WINDOW(window), 1280, 820);
    GtkWidget *view = webkit_web_view_new();
    webkit_web_view_load_html(WEBKIT_WEB_VIEW(view),
                              "<!doctype html><title>empty</title>"
                              "<body style='background:linear-gradient(90deg,#135,#357,#579)'>",
                              NULL);
    gtk_container_add(GTK_CONTAINER(window), view);
    gtk_widget_show_all(window);
    gtk_main();
    return 0;
}

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Whether a strip of the root window, this wide and around the middle, holds three colours or more. */
static int has_colours(Display *display, int y, int width) {
    Window root = DefaultRootWindow(display);
    int left = (DisplayWidth(display, DefaultScreen(display)) - width) / 2;
    XImage *image = XGetImage(display, root, left, y, width, 1, AllPlanes, ZPixmap);
    if (!image) return 0;
    unsigned long seen[2];
    int colours = 0;
    for (int x = 0; x < image->width && colours < 3; x++) {
        unsigned long pixel = XGetPixel(image, x, 0);
        int known = 0;
        for (int i = 0; i < colours; i++) known |= seen[i] == pixel;
        if (!known && colours < 2) seen[colours] = pixel;
        colours += !known;
    }
    XDestroyImage(image);
    return colours >= 3;
}

/* Whether any strip is, within this many pixels above and below the middle. */
static int is_painted(Display *display, int width, int reach) {
    int middle = DisplayHeight(display, DefaultScreen(display)) / 2;
    for (int y = middle - reach; y <= middle + reach; y += 20) {
        if (has_colours(display, y, width)) return 1;
    }
    return 0;
}

static int probe(char **command) {
    Display *display = XOpenDisplay(NULL);
    if (!display) return fprintf(stderr, "no display\n"), 1;
    double start = now_ms(), painted = -1, filled = -1;
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        execvp(command[0], command);
        _exit(127);
    }
    while (filled < 0 && now_ms() - start < LIMIT_MS) {
        if (painted < 0 && is_painted(display, 1200, 300)) painted = now_ms() - start;
        if (painted >= 0 && is_painted(display, 600, 100)) filled = now_ms() - start;
        if (filled < 0) usleep(POLL_US);
    }
    kill(-child, SIGTERM);
    for (int i = 0; i < 200 && waitpid(child, NULL, WNOHANG) == 0; i++) usleep(10000);
    kill(-child, SIGKILL);
    XCloseDisplay(display);
    if (filled < 0) return fprintf(stderr, "nothing was painted within 30 s\n"), 1;
    printf("%.0f %.0f\n", painted, filled);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "empty")) return empty_window(argc, argv);
    if (argc > 2 && !strcmp(argv[1], "probe")) return probe(argv + 2);
    return fprintf(stderr, "painted empty | probe CMD ARG...\n"), 2;
}
