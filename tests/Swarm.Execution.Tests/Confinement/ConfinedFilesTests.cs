using Swarm.Core.Errors;
using Swarm.Execution.Confinement;
using Swarm.Execution.Steps;
using Swarm.Execution.Tests.Steps;

namespace Swarm.Execution.Tests.Confinement;

public sealed class ConfinedFilesTests
{
    public static TheoryData<ConfinementMethod> Methods => [ConfinementMethod.Unshare, ConfinementMethod.Bubblewrap];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_confined_step_runs_in_its_workspace_and_what_confined_it_is_told(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var outcome = await scene.ShellAsync("pwd; touch made; exit 5");
        Assert.Equal(5, outcome.ExitCode);
        Assert.Equal(scene.Workspace + "\n", scene.Log);
        Assert.True(File.Exists(Path.Combine(scene.Workspace, "made")));
        Assert.Matches(
            "^linux-namespaces user[+]mnt[+]pid[+]ipc[+]uts[+]net([+]cgroup)? read-only-system private-home no-capabilities "
            + "no-new-privileges seccomp network=none$",
            outcome.Confinement!.ToString());
        Assert.Equal(method, outcome.Confinement.Method);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Neither_the_home_nor_the_log_nor_what_lies_beside_the_workspace_is_seen(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var home = Directory.CreateDirectory(Path.Combine(scene.Step.Folder, "home")).FullName;
        scene.Step.Environment["HOME"] = home;
        foreach (var name in new[] { ".swarm", ".ssh" })
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(home, name)).FullName, "key"), "secret", TestContext.Current.CancellationToken);

        scene.Step.Write("beside", "secret");
        var said = await scene.SayAsync(
            $"""
            ls -A ~; ls -A {scene.Step.Folder}
            for f in ~/.swarm/key ~/.ssh/key '{scene.Step.Options.LogPath}' '{scene.Step.Folder}/beside' /etc/shadow /etc/gshadow /etc/sudoers \
                /etc/resolv.conf /etc/machine-id /root/. /home/. /mnt /srv /media /sys /run/systemd /var/run /var/lib /proc/kcore /boot; do
                [ "$f" = /root/. ] && [ ~ = /root ] || head -c 1 "$f" 2>/dev/null && echo "seen: $f"
                [ -d "$f" ] && [ -n "$(ls -A $f)" ] && echo "seen: $f"
            done
            cat /etc/hosts
            """);
        Assert.Equal(
            "home\nworkspace\n127.0.0.1 localhost\n::1 localhost",
            said.Replace("seen: /proc/kcore\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Nothing_but_the_workspace_and_the_private_folders_can_be_changed(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var said = await scene.SayAsync(
            """
            for f in / /usr /usr/bin /etc /opt /dev /proc /var /etc/ssl; do touch "$f/made" 2>/dev/null && echo "made in $f"; done
            for f in /etc/hosts /usr/bin/env /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sysrq-trigger /proc/1/oom_score_adj; do
                (: >> "$f") 2>/dev/null && echo "opened $f"
            done
            chmod 777 /usr 2>/dev/null && echo changed
            for f in . /tmp /var/tmp /dev/shm /run ~; do touch "$f/made" || exit 1; done
            """);
        Assert.Empty(said);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Home_and_temporary_folders_are_private_and_gone_afterwards(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var made = $"made-{scene.Step.Marker}";
        const string Look = "ls -A ~ /tmp /var/tmp /dev/shm | grep made-; echo; echo $TMPDIR";
        Assert.Equal("/tmp", await scene.SayAsync(Look));
        Assert.Contains(made, await scene.SayAsync($"for f in ~ /tmp /var/tmp /dev/shm; do touch $f/{made}; done; {Look}"), StringComparison.Ordinal);
        Assert.Equal("/tmp", await scene.SayAsync(Look));
        foreach (var folder in new[] { "/tmp", "/var/tmp", "/dev/shm", scene.Step.Environment["HOME"] })
            Assert.False(File.Exists(Path.Combine(folder, made)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_is_listed_is_seen_and_only_what_may_be_changed_is(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var tools = Directory.CreateDirectory(Path.Combine(scene.Step.Folder, "tools", "deep")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(tools, "deep", "tool"), "a tool", TestContext.Current.CancellationToken);
        var link = Path.Combine(scene.Step.Folder, "link");
        Directory.CreateSymbolicLink(link, tools);
        var file = scene.Step.Write("state", "old");
        var kept = Directory.CreateDirectory(Path.Combine(scene.Workspace, "kept")).FullName;
        scene.Confinement = scene.Confinement with
        {
            ReadablePaths = [Path.Combine(link, "deep"), kept],
            WritablePaths = [scene.Workspace, file],
        };
        Assert.Equal("a tool old", await scene.SayAsync($"""
            echo $(cat {link}/deep/tool) $(cat {file})
            (: > {tools}/deep/new) 2>/dev/null && echo changed
            (: > kept/new) 2>/dev/null && echo changed
            rm -rf kept 2>/dev/null && echo removed
            echo new > {file}
            """));
        Assert.Equal("new\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Links_planted_in_the_workspace_do_not_lead_out(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var secret = scene.Step.Write("secret", "secret");
        File.CreateSymbolicLink(Path.Combine(scene.Workspace, "before"), secret);
        Directory.CreateSymbolicLink(Path.Combine(scene.Workspace, "up"), scene.Step.Folder);
        Assert.Empty(await scene.SayAsync($"""
            ln -s {secret} now; ln -s ../secret relative; ln -s /proc/1/root/etc/shadow root; ln -s /proc/1/cwd cwd
            cat before now relative root up/secret cwd/secret 2>/dev/null
            echo spoiled 2>/dev/null > before
            true
            """));
        Assert.Equal("secret", await File.ReadAllTextAsync(secret, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_the_step_leaves_belongs_to_the_caller(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "stat", "id");
        await scene.SayAsync("umask 022; mkdir -p a/b; echo text > a/b/file; chmod 640 a/b/file; ln -s file a/b/link");
        var plain = new StepScene();
        using (plain)
        {
            await plain.ShellAsync($"stat -c '%u %g %a' {scene.Workspace}/a/b/file; echo $(id -u) $(id -g) 640");
            var lines = plain.Log.Split('\n');
            Assert.Equal(lines[1], lines[0]);
        }

        Directory.Delete(Path.Combine(scene.Workspace, "a"), recursive: true);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task The_environment_is_what_was_given_with_private_folders(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        foreach (var name in new[] { "KUBECONFIG", "TMPDIR", "KEPT" })
            scene.Step.Environment[name] = "/run/somewhere";

        var lines = (await scene.SayAsync("env")).Split('\n');
        var names = lines.Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["HOME", "KEPT", "KUBECONFIG", "MARKER", "PATH", "PWD", "TMPDIR"], names.Except(["OLDPWD", "_", "SHLVL"], StringComparer.Ordinal));
        Assert.Contains("TMPDIR=/tmp", lines);
    }

    [Theory]
    [InlineData(ConfinementMethod.Unshare, "/no/such/folder")]
    [InlineData(ConfinementMethod.Bubblewrap, "/no/such/folder")]
    [InlineData(ConfinementMethod.Unshare, "/")]
    [InlineData(ConfinementMethod.Unshare, "/proc/self")]
    [InlineData(ConfinementMethod.Unshare, "/sys")]
    [InlineData(ConfinementMethod.Unshare, "relative")]
    public async Task What_cannot_be_shown_is_refused_and_nothing_started(ConfinementMethod method, string path)
    {
        using var scene = new ConfinementScene(method);
        scene.Confinement = scene.Confinement with { ReadablePaths = [path] };
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.ShellAsync("touch started"));
        Assert.Equal(ErrorCode.SandboxUnavailable, error.ErrorCode);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(scene.Workspace, "started")));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_working_folder_that_nothing_shows_is_refused(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Confinement = scene.Confinement with { WritablePaths = [] };
        var error = await Assert.ThrowsAsync<SwarmException>(() => scene.ShellAsync("true"));
        Assert.Equal(ErrorCode.SandboxUnavailable, error.ErrorCode);
        Assert.Contains(scene.Workspace, error.Message, StringComparison.Ordinal);
    }

    // PowerShell hands over an empty text where a null is meant.
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task An_empty_path_shows_nothing(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var command = scene.Step.Command("ls", "/") with { WorkingDirectory = scene.Workspace, PowerShellPath = "" };
        var outcome = await StepRunner.RunAsync(command, scene.Step.Options, TestContext.Current.CancellationToken);
        Assert.Equal(0, outcome.ExitCode);
        Assert.DoesNotContain("home\n", scene.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("sys\n", scene.Log, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Private_folders_hold_no_more_than_they_may(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Confinement = scene.Confinement with { PrivateFolderBytes = 1 << 20 };
        var said = await scene.SayAsync("head -c 3000000 /dev/zero > /tmp/large 2>/dev/null || echo full; wc -c < /tmp/large");
        Assert.Equal("full\n1048576", said);
    }
}
