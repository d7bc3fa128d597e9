"""What strace writes is understood: calls cut in two, names that are no ASCII, what failed, what is no file."""

from pathlib import Path

from smoke.trace import parse


def traced(*lines, folder="/"):
    return parse(lines, folder)


def test_a_file_opened_for_writing_is_written_and_one_opened_for_reading_is_not():
    trace = traced(
        '7 openat(AT_FDCWD, "/home/a", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 5',
        '7 openat(AT_FDCWD, "/home/b", O_RDONLY|O_CLOEXEC) = 6',
    )
    assert trace.written == {"/home/a"}
    assert trace.opened == {"/home/a", "/home/b"}


def test_what_failed_was_not_done():
    assert not traced('7 mkdir("/usr/cache", 0777) = -1 EACCES (Permission denied)').written


def test_a_folder_that_was_to_be_made_and_was_there_counts():
    trace = traced(
        '7 mkdir("/var/cache/torch", 0777) = -1 EEXIST (File exists)',
        '7 openat(AT_FDCWD, "/var/lock", O_CREAT|O_EXCL) = -1 EEXIST (File exists)',
    )
    assert trace.written == {"/var/cache/torch"}


def test_a_renamed_file_counts_by_its_new_name():
    assert traced('7 rename("/tmp/a.part", "/home/a") = 0').written == {"/home/a"}


def test_a_call_that_another_process_interrupted_is_put_together():
    trace = traced(
        '7 openat(AT_FDCWD, "/home/a", O_RDWR|O_CREAT <unfinished ...>',
        '8 openat(AT_FDCWD, "/home/b", O_RDONLY) = 3',
        "7 <... openat resumed>, 0600) = 4",
    )
    assert trace.written == {"/home/a"}


def test_octal_bytes_are_utf8():
    assert traced('7 creat("/home/Zo\\303\\253 \\"x\\"\\n", 0600) = 3').written == {'/home/Zoë "x"\n'}


def test_relative_names_start_where_the_process_is():
    trace = traced('7 creat("a", 0600) = 3', '7 chdir("sub") = 0', '7 creat("b", 0600) = 3', folder="/there")
    assert trace.written == {"/there/a", "/there/sub/b"}


def test_devices_are_no_files_but_shared_memory_is():
    trace = traced(
        '7 openat(AT_FDCWD, "/dev/null", O_RDWR) = 3',
        '7 openat(AT_FDCWD, "/proc/self/comm", O_RDWR) = 3',
        '7 openat(AT_FDCWD, "/dev/shm/x", O_RDWR|O_CREAT, 0600) = 3',
    )
    assert trace.written == {"/dev/shm/x"}  # noqa: S108 — nothing is made there


def test_connections_count_over_a_network_only_and_failed_ones_too():
    trace = traced(
        '7 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X99"}, 20) = 0',
        '7 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("1.1.1.1")}, 16) = -1 ENETUNREACH',
        "7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443)}, 28) = -1 EINPROGRESS (Operation now in progress)",
    )
    assert len(trace.connected) == 2


def test_a_socket_in_a_folder_is_a_file_and_a_nameless_one_is_not():
    trace = traced(
        '7 bind(4, {sa_family=AF_UNIX, sun_path="/home/window.socket"}, 30) = 0',
        '7 bind(5, {sa_family=AF_UNIX, sun_path=@"digitpad"}, 12) = 0',
    )
    assert trace.written == {"/home/window.socket"}


def test_files_in_the_named_folders_are_not_outside():
    trace = traced('7 creat("/home/z/data/a", 0600) = 3', '7 creat("/home/z/data2/a", 0600) = 3')
    assert trace.written_outside(Path("/home/z/data")) == ["/home/z/data2/a"]
