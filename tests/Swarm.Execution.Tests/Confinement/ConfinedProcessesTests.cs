using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Tests.Confinement;

public sealed class ConfinedProcessesTests
{
    // The numbers of x86-64; each call with arguments that would do no harm. EPERM is 1, ENOSYS 38.
    private const string Calls = """
        import ctypes, platform
        c = ctypes.CDLL(None, use_errno=True)
        calls = {'mount': 165, 'umount2': 166, 'pivot_root': 155, 'fsopen': 430, 'open_tree': 428, 'move_mount': 429, 'mount_setattr': 442,
            'add_key': 248, 'request_key': 249, 'keyctl': 250, 'bpf': 321, 'perf_event_open': 298, 'userfaultfd': 323, 'io_uring_setup': 425,
            'kexec_load': 246, 'setns': 308, 'open_by_handle_at': 304, 'init_module': 175}
        for name, number in calls.items():
            ctypes.set_errno(0)
            if c.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1: print(name, ctypes.get_errno())
        for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000, 0x80):
            if c.unshare(flag) != -1 or ctypes.get_errno() != 1: print('unshare', hex(flag), ctypes.get_errno())
        if c.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1: print('clone', ctypes.get_errno())
        if c.syscall(435, 0, 0) != -1 or ctypes.get_errno() != 38: print('clone3', ctypes.get_errno())
        if c.ioctl(0, 0x5412, b'x') != -1 or ctypes.get_errno() != 1: print('TIOCSTI', ctypes.get_errno())
        if c.prctl(38, 0, 0, 0, 0) != -1: print('no_new_privs')
        if c.setresuid(0, 0, 0) != -1: print('setresuid')
        """;

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task No_other_process_is_seen_and_the_supervisor_cannot_be_looked_into(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var said = await scene.SayAsync(
            """
            for p in /proc/[0-9]*; do [ ${p#/proc/} -gt $$ ] || echo ${p#/proc/}; done | tr '\n' ' '; echo
            [ $$ -lt 100 ] || echo many
            cat /proc/1/environ /proc/1/maps /proc/1/mem 2>/dev/null | head -c 1
            ls -d /proc/1/root/. /proc/1/cwd/. /proc/1/task/*/root/. /proc/1/task/*/cwd/. 2>/dev/null
            for f in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                readlink /proc/1/fd/$f; [ -e /proc/1/fd/$f ] && echo $f; (: < /proc/1/fd/$f) 2>/dev/null && echo open
            done
            kill -9 1; kill -STOP 1; sleep 0.1
            readlink /proc/$$/ns/pid > /dev/null && grep -E '^(Cap|NoNew|Seccomp:)' /proc/$$/status | tr -d '\n\t'
            """);
        var lines = said.Split('\n');
        Assert.Matches("^1 [0-9]+ ?$", lines[0]);
        Assert.Equal("CapInh:0000000000000000CapPrm:0000000000000000CapEff:0000000000000000CapBnd:0000000000000000CapAmb:0000000000000000NoNewPrivs:1Seccomp:2", lines[^1]);
        Assert.True(lines.Length == 2, said);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task System_calls_that_lead_around_the_namespaces_are_refused(ConfinementMethod method)
    {
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "The numbers are those of x86-64.");
        using var scene = new ConfinementScene(method, "python3");
        scene.Step.Write("workspace/calls.py", Calls);
        Assert.Empty(await scene.SayAsync("/usr/bin/python3 calls.py"));
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task Programs_with_the_set_user_id_bit_gain_nothing(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        Assert.Empty(await scene.SayAsync(
            """
            cp /usr/bin/id mine; chmod 6755 mine; [ "$(./mine -u)" = "$(id -u)" ] || echo gained
            for p in /usr/bin/su /usr/bin/mount /usr/bin/sudo /usr/bin/newuidmap /usr/bin/pkexec; do
                [ -u $p ] && timeout 2 $p -c id </dev/null 2>/dev/null | grep uid=0
            done
            mount -t tmpfs none /tmp 2>/dev/null && echo mounted
            unshare -Ur true 2>/dev/null && echo nested
            chroot / true 2>/dev/null && echo chroot
            mknod node b 254 0 2>/dev/null && cat node > /dev/null && echo device
            true
            """));
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task Daemons_are_killed_and_counted(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "setsid");
        var outcome = await scene.ShellAsync("setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' $1 & (setsid sleep 1000 &) ; sleep 0.2; exit 3");
        Assert.Equal(3, outcome.ExitCode);
        Assert.True(outcome.KilledDescendants >= 2, $"{outcome.KilledDescendants}");
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task A_fork_bomb_is_bounded_and_ended(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Confinement = scene.Confinement with { ProcessLimit = 40 };

        // Two thousand at most, should nobody end them. The first shell forks once and then only counts, since a fork that is refused would end it.
        var outcome = await scene.ShellAsync(
            "exec 2>/dev/null; f() { [ $1 -eq 0 ] || { f $(($1 - 1)) & f $(($1 - 1)) & sleep 5; }; }; f 9 & i=0; while [ $i -lt 5000000 ]; do i=$((i + 1)); done");
        Assert.Equal(RunStatus.StepLimitExceeded, outcome.Status);
        Assert.True(outcome.ExceedingProcesses > 40, $"{outcome.ExceedingProcesses}");
        Assert.True(outcome.Duration < TimeSpan.FromSeconds(20), $"{outcome.Duration}");
        Assert.EndsWith(" processes=40", outcome.Confinement!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare, 20, RunStatus.StepLimitExceeded)]
    [InlineData(ConfinementMethod.Bubblewrap, 20, RunStatus.StepLimitExceeded)]
    [InlineData(ConfinementMethod.Unshare, 40, RunStatus.Succeeded)]
    [InlineData(ConfinementMethod.Bubblewrap, 40, RunStatus.Succeeded)]
    public async Task Threads_count_as_processes(ConfinementMethod method, int limit, string status)
    {
        using var scene = new ConfinementScene(method, "python3");
        scene.Confinement = scene.Confinement with { ProcessLimit = limit };
        var outcome = await scene.ShellAsync(
            "/usr/bin/python3 -c 'import threading, time; [threading.Thread(target=time.sleep, args=(1,)).start() for _ in range(30)]'");
        Assert.Equal(status, outcome.Status);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare, "dotnet")]
    [InlineData(ConfinementMethod.Bubblewrap, "dotnet")]
    [InlineData(ConfinementMethod.Unshare, "unshare")]
    [InlineData(ConfinementMethod.Bubblewrap, "bwrap")]
    public async Task Killing_the_supervisor_or_what_made_its_namespaces_ends_all(ConfinementMethod method, string victim)
    {
        using var scene = new ConfinementScene(method);
        var run = scene.ShellAsync("(setsid sleep 1000 &); trap '' TERM; echo ready; while :; do sleep 1; done");
        await scene.Step.WaitForLogAsync("ready");
        var entry = scene.Step.Marked().First(process => NameOf(process) == victim);

        // The terminal's Ctrl+C is not for it.
        Assert.NotEqual(SessionOf(Environment.ProcessId), SessionOf(IdOf(entry)));
        Process.GetProcessById(IdOf(entry)).Kill();
        var error = await Assert.ThrowsAsync<SwarmException>(() => run);
        Assert.Equal(ErrorCode.SandboxUnavailable, error.ErrorCode);
        Assert.Contains("supervisor", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Step.Marked());
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task Killing_the_process_that_runs_the_step_ends_all(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "pwsh");
        var script = $$"""
            Add-Type -Path '{{typeof(StepConfinement).Assembly.Location}}'
            $environment = [System.Collections.Generic.Dictionary[string, string]]::new()
            $environment['PATH'] = '/usr/bin:/bin'; $environment['MARKER'] = '{{scene.Step.Marker}}'
            $confinement = [Swarm.Execution.Confinement.StepConfinement] @{ Method = '{{method}}'; WritablePaths = [string[]]@('{{scene.Workspace}}') }
            $options = [Swarm.Execution.Steps.StepOptions] @{ LogPath = '{{scene.Step.Options.LogPath}}'; LogLimitBytes = 1000; Confinement = $confinement }
            $arguments = [string[]]('-c', 'trap "" TERM; (setsid sleep 1000 &); echo ready; while :; do sleep 1; done', '{{scene.Step.Marker}}')
            $command = [Swarm.Execution.Steps.StepCommand]::new('sh', $arguments, '{{scene.Workspace}}', $environment, $null)
            [Swarm.Execution.Steps.StepRunner]::RunAsync($command, $options, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
            """;
        using var parent = Process.Start(new ProcessStartInfo(Steps.StepScene.Find("pwsh")!, ["-NoProfile", "-NonInteractive", "-Command", script]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await scene.Step.WaitForLogAsync("ready");
        Assert.True(scene.Step.Marked().Count > 2);
        parent.Kill();
        for (var attempt = 0; attempt < 6000 && scene.Step.Marked().Count > 0; attempt++)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        Assert.Empty(scene.Step.Marked());
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task A_cancelled_step_leaves_nothing_whenever_that_is(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        foreach (var delay in new[] { 0, 20, 50, 80, 120, 400 })
        {
            using var cancellation = new CancellationTokenSource();
            var run = scene.ShellAsync("(setsid sleep 1000 &); while :; do sleep 1; done", cancellation.Token);
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            Assert.Empty(scene.Step.Marked());
        }
    }

    private static int IdOf(string entry) => int.Parse(entry[..entry.IndexOf(' ', StringComparison.Ordinal)]);

    private static string SessionOf(int id) => File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ')[3];

    private static string NameOf(string entry) => File.ReadAllText($"/proc/{IdOf(entry)}/comm").Trim();
}
