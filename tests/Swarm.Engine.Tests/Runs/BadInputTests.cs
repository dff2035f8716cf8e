using System.Globalization;
using Microsoft.Data.Sqlite;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Runs;

/// <summary>Bad input gets one clear line and the right code, and leaves nothing behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose()
    {
        Assert.Empty(_scene.Session.Nodes.List());
        _scene.AssertSound();
        _scene.Dispose();
    }

    [Fact]
    public async Task A_workspace_that_is_no_folder()
    {
        Scene.NeedUnix();
        var file = _scene.Write("file.txt", "x");
        await RefusedAsync(new RunRequest { Workspace = "missing", Step = Scene.Shell("true") }, ErrorCode.PathInvalid, "missing");
        await RefusedAsync(new RunRequest { Workspace = file, Step = Scene.Shell("true") }, ErrorCode.PathInvalid, file);
        File.CreateSymbolicLink(Path.Combine(_scene.Folder, "dangling"), "nowhere");
        await RefusedAsync(new RunRequest { Workspace = "dangling", Step = Scene.Shell("true") }, ErrorCode.PathInvalid, "dangling");
    }

    [Theory]
    [InlineData("mkfifo d/pipe", "d/pipe")]
    [InlineData("mknod d/null c 1 3", "d/null")]
    [InlineData("python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('d/sock')\"", "d/sock")]
    public async Task A_workspace_with_a_device_pipe_or_socket(string make, string name)
    {
        Scene.NeedUnix();
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "project", "d"));
        var (code, _, error) = await Tool.RunAsync("sh", "-c", $"cd '{_scene.Folder}/project' && {make}");
        Assert.SkipUnless(code == 0, $"It cannot be made here: {error}");
        await RefusedAsync(new RunRequest { Workspace = "project", Step = Scene.Shell("true") }, ErrorCode.WorkspaceInvalid, name);
    }

    [Theory]
    [InlineData("closed.txt")]
    [InlineData("closed")]
    public async Task A_workspace_that_may_not_be_read(string name)
    {
        Scene.NeedUnix();
        _scene.Write("project/closed.txt", "x");
        _scene.Write("project/closed/f", "x");
        Scene.SetMode(Path.Combine(_scene.Folder, "project", name), 0);
        await GiveAwayAsync(_scene.Folder);
        var (code, _, error) = await Tool.RunDriverUnprivilegedAsync(_scene, "run", _scene.Root, "base", "-", "project", "-", "sh", "-c", "true");
        Assert.StartsWith("WORKSPACE_INVALID: ", error, StringComparison.Ordinal);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.Equal((2, 1), (code, error.Count(character => character == '\n')));
        _scene.AssertNothingLeft();
        await TakeBackAsync(_scene.Folder);
    }

    [Fact]
    public async Task A_store_that_may_be_read_only()
    {
        Scene.NeedUnix("setpriv");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only a privileged user can give a store to another.");
        _scene.Session.Nodes.List();
        await GiveAwayAsync(_scene.Home);
        await Tool.RunAsync("chmod", "a+rx", _scene.Folder);
        await Tool.RunAsync("chmod", "-R", "a+rX", _scene.Root);
        var before = Scene.HashTree(_scene.Root);
        var (code, _, error) = await Tool.RunDriverUnprivilegedAsync(_scene, "run", _scene.Root, "base", "-", "-", "-", "sh", "-c", "true");
        Assert.StartsWith("STORE_UNWRITABLE: ", error, StringComparison.Ordinal);
        Assert.Equal((4, 1), (code, error.Count(character => character == '\n')));
        Assert.Equal(before, Scene.HashTree(_scene.Root));
        _scene.AssertNothingLeft();
        await TakeBackAsync(_scene.Folder);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read()
    {
        Scene.NeedUnix();
        var path = _scene.Write("project/busy.bin", string.Empty);

        // No holes, which would be copied at once.
        File.WriteAllBytes(path, Enumerable.Repeat((byte)1, 64 << 20).ToArray());
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
                for (var value = 0; !stop.IsCancellationRequested; value++)
                {
                    file.Position = value % (64 << 20);
                    file.WriteByte((byte)value);
                }
            },
            Scene.Cancellation);
        try
        {
            var refused = await RefusedAsync(new RunRequest { Workspace = "project", Step = Scene.Shell("true") }, ErrorCode.WorkspaceChanged, "busy.bin");
            Assert.True(refused.Retryable);
        }
        finally
        {
            await stop.CancelAsync();
            await writer;
        }
    }

    [Fact]
    public async Task A_state_that_is_no_sound_database()
    {
        Scene.NeedUnix();
        var text = _scene.Write("text.db", "this is certainly not a database of SQLite's");
        await RefusedAsync(new RunRequest { State = text, Step = Scene.Shell("true") }, ErrorCode.StateInvalid, "text.db");
        await RefusedAsync(new RunRequest { State = "missing.db", Step = Scene.Shell("true") }, ErrorCode.PathInvalid, "missing.db");
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "folder.db"));
        await RefusedAsync(new RunRequest { State = "folder.db", Step = Scene.Shell("true") }, ErrorCode.StateInvalid, "folder.db");

        var corrupt = MakeDatabase("corrupt.db", 2000);
        using (var file = new FileStream(corrupt, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = 8192;
            file.Write(new byte[40_000]);
        }

        await RefusedAsync(new RunRequest { State = corrupt, Step = Scene.Shell("true") }, ErrorCode.StateInvalid, "corrupt.db");
    }

    [Fact]
    public async Task A_state_that_another_program_has_locked()
    {
        Scene.NeedUnix();
        var path = MakeDatabase("locked.db", 10);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        var refused = await RefusedAsync(new RunRequest { State = path, Step = Scene.Shell("true") }, ErrorCode.StateBusy, "locked.db");
        Assert.True(refused.Retryable);
    }

    [Fact]
    public async Task A_request_that_cannot_be()
    {
        Scene.NeedUnix();
        var good = new RunRequest { Step = Scene.Shell("true") };
        foreach (var label in new[] { "", "a b", "../x", "node-1", new string('a', 65) })
        {
            await RefusedAsync(good with { Label = label }, ErrorCode.SpecInvalid);
        }

        await RefusedAsync(good with { Step = new() }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Step = new() { Command = ["sh", "a\0b"] } }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Step = new() { Command = ["sh", "-c", "\ud800"] } }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Environment = new Dictionary<string, string> { ["A=B"] = "x" } }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Environment = new Dictionary<string, string> { [""] = "x" } }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Environment = new Dictionary<string, string> { ["A"] = "x\0y" } }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Environment = new Dictionary<string, string> { ["A"] = "\udfff" } }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Timeout = TimeSpan.Zero }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Timeout = TimeSpan.FromSeconds(-1) }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { LogLimitBytes = 0 }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { OutputLimitBytes = -1 }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { RestorePolicy = "whatever" }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Seed = new byte[15] }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Seed = Array.Empty<byte>() }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Node = new("base"), Workspace = "." }, ErrorCode.SpecInvalid);
        await RefusedAsync(good with { Node = new("nowhere") }, ErrorCode.NodeNotFound);
        await RefusedAsync(good with { Step = new() { Script = "'x'", PowerShellPath = null } }, ErrorCode.SpecInvalid, "pwsh");
    }

    [Theory]
    [InlineData("SWARM_LOCK_TIMEOUT_SECONDS", "soon")]
    [InlineData("SWARM_LOCK_TIMEOUT_SECONDS", "-1")]
    [InlineData("SWARM_OUTPUT_LIMIT_BYTES", "lots")]
    [InlineData("SWARM_OUTPUT_LIMIT_BYTES", "0.5")]
    [InlineData("SOURCE_DATE_EPOCH", "yesterday")]
    [InlineData("SWARM_TRUSTED_KEYS", "ed25519:AAAA")]
    public void A_setting_that_cannot_be(string variable, string value)
    {
        _scene.Session.Nodes.List();
        _scene.Variables[variable] = value;
        var exception = Assert.Throws<SwarmException>(() => _scene.Open());
        Assert.Equal(ErrorCategory.InvalidInput, exception.Category);
        Assert.DoesNotContain('\n', exception.Message);
        _scene.Variables.Remove(variable);
    }

    private async Task<SwarmException> RefusedAsync(RunRequest request, ErrorCode code, string named = "")
    {
        var refused = await _scene.RefusedAsync(request, code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        _scene.AssertNothingLeft();
        return refused;
    }

    // To 'nobody', where this user can; otherwise the user is one whom permissions bind already.
    private static async Task GiveAwayAsync(string folder)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Tool.RunAsync("chown", "-R", "65534:65534", folder);
        }
    }

    private static async Task TakeBackAsync(string folder)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Tool.RunAsync("chown", "-R", "0:0", folder);
        }

        await Tool.RunAsync("chmod", "-R", "u+rwX", folder);
    }

    private string MakeDatabase(string name, int rows)
    {
        var path = Path.Combine(_scene.Folder, name);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"CREATE TABLE t(v); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<{rows}) INSERT INTO t SELECT randomblob(40) FROM n;");
        command.ExecuteNonQuery();
        return path;
    }
}
