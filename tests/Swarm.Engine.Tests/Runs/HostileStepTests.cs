using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Runs;

/// <summary>What a step leaves behind is untrusted: it neither breaks the episode nor reaches out of its folder.</summary>
public sealed class HostileStepTests : IDisposable
{
    private const string Database = "import sqlite3,os; p=os.environ['SWARM_STATE']; c=sqlite3.connect(p); c.execute('create table t(v)'); c.execute('insert into t values(7)'); c.commit(); c.close(); ";

    private readonly Scene _scene = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Daemons_are_ended_and_counted()
    {
        Scene.NeedUnix("python3");
        var marker = "swarm-daemon-" + Guid.NewGuid().ToString("N");
        var run = await RunAsync(
            "setsid sleep 600 & nohup sleep 600 >/dev/null 2>&1 & python3 -c 'import os,time\nif os.fork()==0:\n os.setsid()\n if os.fork()==0:\n  time.sleep(600)\n os._exit(0)'; exit 0",
            environment: new Dictionary<string, string> { ["MARKER"] = marker });
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Contains("3 process(es)", Assert.Single(_warnings), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Empty(Tool.FindMarked(marker));
        }

        _scene.AssertSound();
    }

    [Fact]
    public async Task Pipes_and_sockets_are_left_out_and_named()
    {
        Scene.NeedUnix("mkfifo", "python3");
        var run = await RunAsync("mkfifo pipe; python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('sock')\"; echo x > kept");
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Contains("'pipe', 'sock'", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(["pipe", "sock"], Certificate(run).Result.LeftOut!);
        var next = await _scene.ResumeAsync(run.Record.NodeId!, "ls");
        Assert.Equal("kept\n", await _scene.LogAsync(next.Record.RunId));
        _scene.AssertSound();
    }

    [Fact]
    public async Task Links_are_data_and_are_never_followed()
    {
        Scene.NeedUnix();
        var outside = _scene.Write("outside/secret.txt", "not to be read");
        var before = Scene.HashTree(Path.GetDirectoryName(outside)!);
        var run = await RunAsync(
            $"ln -s /etc etc; ln -s '{outside}' file; ln -s '{Path.GetDirectoryName(outside)}' folder; ln -s loop2 loop1; ln -s loop1 loop2; ln -s . self; ln -s ../../../../../../../../etc/passwd up; ln -s nowhere dangling; mkdir d; ln -s ../d d/self");
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        var next = await _scene.ResumeAsync(run.Record.NodeId!, "for l in etc file folder loop1 loop2 self up dangling d/self; do readlink $l; done; echo y >> kept");
        Assert.Equal(
            $"/etc\n{outside}\n{Path.GetDirectoryName(outside)}\nloop2\nloop1\n.\n../../../../../../../../etc/passwd\nnowhere\n../d\n",
            await _scene.LogAsync(next.Record.RunId));
        Assert.Equal(before, Scene.HashTree(Path.GetDirectoryName(outside)!));
        var packs = Directory.GetFiles(_scene.Layout.Packs);
        Assert.InRange(packs.Sum(pack => new FileInfo(pack).Length), 1, 64 * 1024);
        _scene.AssertSound();
    }

    [Fact]
    public async Task Folders_without_rights_do_not_keep_the_run_from_ending()
    {
        Scene.NeedUnix();
        var run = await RunAsync("mkdir -p closed/inner readonly; echo x > closed/inner/f; echo y > readonly/f; chmod 500 readonly; chmod 500 closed/inner closed; chmod 0 readonly/f; ");
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        var next = await _scene.ResumeAsync(run.Record.NodeId!, "cat closed/inner/f; stat -c %a closed readonly");
        Assert.Equal("x\n500\n500\n", await _scene.LogAsync(next.Record.RunId));
        _scene.AssertSound();
    }

    [Theory]
    [InlineData("open(p,'wb').write(b'not a database at all, only text')")]
    [InlineData("b=open(p,'rb').read()[:3000]; open(p,'wb').write(b)")]
    [InlineData("b=bytearray(open(p,'rb').read()); b[4096:8192]=os.urandom(4096); open(p,'wb').write(b)")]
    [InlineData("b=bytearray(open(p,'rb').read()); b[18]=9; b[19]=9; open(p,'wb').write(b)")]
    [InlineData("os.remove(p); os.symlink('/etc/passwd', p)")]
    [InlineData("os.rename(p, p+'x'); os.symlink(p+'x', p)")]
    [InlineData("os.remove(p); os.mkdir(p)")]
    [InlineData("os.remove(p); os.mkfifo(p)")]
    [InlineData("d=os.path.dirname(p); import shutil; shutil.rmtree(d); os.symlink('/etc', d)")]
    [InlineData("open(p+'-journal','wb').write(b'\\xd9\\xd5\\x05\\xf9\\x20\\xa1\\x63\\xd7'+b'\\0'*500); os.mkdir(p+'-wal')")]
    public async Task A_state_that_cannot_be_taken_is_refused_and_the_former_one_stays(string harm)
    {
        Scene.NeedUnix("python3");
        var first = await _scene.RunAsync(new RunRequest { Label = "base", Step = new() { Command = ["python3", "-c", Database] } });
        Assert.Equal(RunStatus.Succeeded, first.Record.Status);
        var second = await _scene.RunAsync(new RunRequest
        {
            Node = new("base"),
            Step = new() { Command = ["python3", "-c", $"import os; p=os.environ['SWARM_STATE']; open('left','w').write('x'); {harm}"] },
        });
        Assert.Equal((RunStatus.StepFailed, 0), (second.Record.Status, second.Record.ExitCode));
        Assert.Equal(ErrorCode.StepFailed.Name, second.Errors[0].Code);
        Assert.NotNull(Certificate(second).Result.StateRefused);
        Assert.Equal(7L, _scene.Scalar(second.Record.NodeId!, "SELECT v FROM t"));
        Assert.True(File.Exists(Path.Combine(_scene.Export(second.Record.NodeId!), "left")));
        var third = await _scene.RunAsync(new RunRequest { Node = new(second.Record.NodeId!), Step = new() { Command = ["python3", "-c", Database.Replace("create", "create table u(v)'); c.execute('create", StringComparison.Ordinal).Replace("table t", "table w", StringComparison.Ordinal)] } });
        Assert.Equal(RunStatus.Succeeded, third.Record.Status);
        _scene.AssertSound();
    }

    [Theory]
    [InlineData("rm $SWARM_STATE")]
    [InlineData("rm -r $(dirname $SWARM_STATE)")]
    [InlineData(": > $SWARM_STATE")]
    public async Task A_state_that_is_deleted_is_an_empty_one(string step)
    {
        Scene.NeedUnix("python3");
        await _scene.RunAsync(new RunRequest { Label = "base", Step = new() { Command = ["python3", "-c", Database] } });
        var run = await _scene.ResumeAsync("base", step);
        Assert.True(run.Record.Status == RunStatus.Succeeded, run.Record.Message);
        Assert.Equal(0L, _scene.Scalar(run.Record.NodeId!, "SELECT count(*) FROM sqlite_master"));
        var next = await _scene.RunAsync(new RunRequest { Node = new("base"), Step = new() { Command = ["python3", "-c", Database] } });
        Assert.Equal(RunStatus.Succeeded, next.Record.Status);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_refused_state_of_a_launch_leaves_an_empty_one_and_says_so()
    {
        Scene.NeedUnix();
        var run = await RunAsync("echo garbage-that-is-no-database > $SWARM_STATE");
        Assert.Equal(RunStatus.StepFailed, run.Record.Status);
        Assert.Contains("empty", run.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(0L, _scene.Scalar(run.Record.NodeId!, "SELECT count(*) FROM sqlite_master"));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_write_ahead_log_is_taken_in()
    {
        Scene.NeedUnix("python3");
        var run = await _scene.RunAsync(new RunRequest
        {
            Step = new()
            {
                Command = ["python3", "-c", "import sqlite3,os; c=sqlite3.connect(os.environ['SWARM_STATE']); c.execute('pragma journal_mode=wal'); c.execute('create table t(v)'); c.execute('insert into t values(5)'); c.commit(); os._exit(0)"],
            },
        });
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Equal(5L, _scene.Scalar(run.Record.NodeId!, "SELECT v FROM t"));
        var next = await _scene.ResumeAsync(run.Record.NodeId!, "ls $(dirname $SWARM_STATE)");
        Assert.Equal("state.sqlite\n", await _scene.LogAsync(next.Record.RunId));
    }

    [Theory]
    [InlineData("mkdir $SWARM_OUTPUT")]
    [InlineData("ln -s /etc/passwd $SWARM_OUTPUT")]
    [InlineData("mkfifo $SWARM_OUTPUT")]
    public async Task A_response_that_is_no_file_is_none(string step)
    {
        Scene.NeedUnix();
        var run = await RunAsync(step);
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Null(run.Response);
        Assert.Null(Certificate(run).Result.ResponseSha256);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_response_that_is_not_text_is_read_as_far_as_it_can_be()
    {
        Scene.NeedUnix();
        var run = await RunAsync("printf '\\357\\273\\277a\\377\\000b\\n' > $SWARM_OUTPUT");
        Assert.Equal("a\ufffd\0b", run.Response);
        Assert.Equal("a\ufffd\0b", _scene.Session.Runs.Get(run.Record.RunId, withResponse: true).Response);
    }

    [Fact]
    public async Task The_log_that_is_kept_is_the_one_that_the_certificate_names()
    {
        Scene.NeedUnix();
        var run = await RunAsync("echo true; l=$(dirname $SWARM_WORKSPACE)/log; rm -f $l; echo forged > $l; sleep 0.2");
        Assert.Equal(Core.Digests.Digest.Compute("true\n"u8), Certificate(run).Result.LogSha256);
        Assert.Equal(RunStatus.StepFailed, run.Record.Status);
        Scene.AssertClear(await Assert.ThrowsAsync<SwarmException>(() => _scene.LogAsync(run.Record.RunId)), ErrorCode.NodeNotFound);
        _scene.AssertSound();
    }

    [Fact]
    public async Task Names_that_other_platforms_do_not_have_come_back()
    {
        Scene.NeedUnix();
        var run = await RunAsync("echo 1 > 'a:b'; echo 2 > CON; echo 3 > 'dot.'; echo 4 > A; echo 5 > a; printf 6 > \"$(printf 'new\\nline')\"; mkdir '...'; echo 7 > '...'/x; echo 8 > 'back\\slash'");
        Assert.True(run.Record.Status == RunStatus.Succeeded, run.Record.Message);
        var next = await _scene.ResumeAsync(run.Record.NodeId!, "cat 'a:b' CON dot. A a new*line ./.../x 'back\\slash'");
        Assert.Equal("1\n2\n3\n4\n5\n67\n8\n", await _scene.LogAsync(next.Record.RunId));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_name_that_is_not_Unicode_is_left_out_and_named()
    {
        Scene.NeedUnix("python3");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This file system has only Unicode names.");
        var run = await RunAsync("python3 -c \"open(b'bad\\xff','w').write('x')\"; echo y > kept");
        Assert.Equal("y\n", File.ReadAllText(Path.Combine(_scene.Export(run.Record.NodeId!), "kept")));
        Assert.Single(Certificate(run).Result.LeftOut!);
        _scene.AssertSound();
    }

    [Fact]
    public async Task The_run_folder_removed_under_the_engine_is_one_clear_failure()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "base");
        var exception = await Record.ExceptionAsync(() => _scene.ResumeAsync("base", "cd /; rm -rf $(dirname $SWARM_WORKSPACE)"));
        if (exception is not null)
        {
            Assert.IsType<SwarmException>(exception);
            Assert.DoesNotContain('\n', exception.Message);
        }

        Assert.Equal(exception is null ? 2 : 1, _scene.Session.Nodes.List().Count);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_workspace_replaced_by_a_link_is_not_followed()
    {
        Scene.NeedUnix();
        var outside = _scene.Write("outside/secret.txt", "not to be read");
        await _scene.LaunchAsync("true", "base");
        var exception = await Record.ExceptionAsync(() => _scene.ResumeAsync("base", $"cd /; rm -rf $SWARM_WORKSPACE; ln -s {Path.GetDirectoryName(outside)} $SWARM_WORKSPACE"));
        Assert.True(File.Exists(outside));
        Assert.Null(exception);
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Export("base")));
        Assert.Equal(RunStatus.StepFailed, _scene.Session.Runs.List()[^1].Record.Status);

        _scene.AssertSound();
    }

    private Task<RunInfo> RunAsync(string script, Dictionary<string, string>? environment = null) => _scene.RunAsync(new RunRequest
    {
        Step = Scene.Shell(script),
        Warning = _warnings.Add,
        Environment = environment ?? [],
    });

    private static Certificate Certificate(RunInfo run) => StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
}
