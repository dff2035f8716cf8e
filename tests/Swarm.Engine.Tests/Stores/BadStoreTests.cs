using Swarm.Core.Errors;
using Swarm.Engine.Maintenance;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Stores;

/// <summary>A store that cannot be used says why, and stays as it is.</summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void No_store()
    {
        Scene.AssertClear(Assert.Throws<SwarmException>(() => SwarmSession.Open(_scene.Options())), ErrorCode.StoreNotFound);
        var missing = _scene.Options() with { Root = Path.Combine(_scene.Folder, "missing") };
        Scene.AssertClear(Assert.Throws<SwarmException>(() => SwarmSession.OpenOrCreate(missing)), ErrorCode.PathInvalid);
    }

    [Fact]
    public void A_store_is_found_from_a_folder_below_it()
    {
        _scene.Session.Nodes.List();
        var below = Directory.CreateDirectory(Path.Combine(_scene.Root, "a", "b")).FullName;
        using var session = SwarmSession.Open(_scene.Options() with { Root = null, CurrentFolder = below });
        Assert.Equal(_scene.Root, session.Root);
    }

    [Fact]
    public void A_store_of_a_newer_version()
    {
        _scene.Open().Dispose();
        var text = File.ReadAllText(_scene.Layout.Document);
        File.WriteAllText(_scene.Layout.Document, text.Replace("\"format_version\":2", "\"format_version\":3", StringComparison.Ordinal));
        var exception = Assert.Throws<SwarmException>(() => _scene.Open());
        Scene.AssertClear(exception, ErrorCode.StoreVersionUnsupported);
        Assert.Contains("format 3", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"type\":\"swarm-store-v1\",\"type\":\"swarm-store-v1\"}")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1,2")]
    [InlineData("{} {}")]
    public void A_description_that_is_malformed(string text)
    {
        _scene.Open().Dispose();
        File.WriteAllText(_scene.Layout.Document, text);
        var exception = Assert.Throws<SwarmException>(() => _scene.Open());
        Assert.Contains(exception.ErrorCode, new[] { ErrorCode.SchemaInvalid, ErrorCode.StoreDamaged });
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_configuration_with_duplicate_members()
    {
        Directory.CreateDirectory(_scene.Home);
        File.WriteAllText(Path.Combine(_scene.Home, "config.json"), """{"profile":"a","profile":"b"}""");
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Open()), ErrorCode.ConfigurationInvalid);
    }

    [Fact]
    public void A_store_of_another_profiles_keys()
    {
        _scene.Open().Dispose();
        _scene.Variables["SWARM_PROFILE"] = "other";
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Open()), ErrorCode.KeyInvalid);
    }

    [Fact]
    public async Task A_catalog_that_is_no_database_or_is_gone()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true");
        _scene.Reopen();
        File.WriteAllText(_scene.Layout.Catalog, "no database, but long enough to be looked at as one is, says this text");
        var exception = Assert.Throws<SwarmException>(() => _scene.Open());
        Scene.AssertClear(exception, ErrorCode.StoreDamaged);
        File.Delete(_scene.Layout.Catalog);
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Open()), ErrorCode.StoreDamaged);
    }

    [Theory]
    [InlineData("packs")]
    [InlineData("nodes")]
    [InlineData("locks")]
    [InlineData("remote")]
    public async Task A_folder_of_the_store_that_is_gone_is_said_and_made_again_by_a_repair(string folder)
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        _scene.Reopen();
        if (Path.Combine(_scene.Layout.Folder, folder) is var path && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        foreach (var use in new Func<SwarmSession, Task>[]
        {
            session => session.Runs.RunAsync(new RunRequest { Step = Scene.Shell("true"), Node = new NodeReference("base") }, Scene.Cancellation),
            session => session.Runs.RunAsync(new RunRequest { Step = Scene.Shell("true"), Label = "other" }, Scene.Cancellation),
            session => Task.FromResult(session.Maintenance.Check(progress: null, Scene.Cancellation)),
            session => Task.FromResult(session.Maintenance.Optimize(dryRun: false, progress: null, Scene.Cancellation)),
            session => Task.FromResult(session.States.Inspect(new NodeReference("base"), Scene.Cancellation)),
            session => Task.FromResult(session.Nodes.List()),
        })
        {
            using var session = _scene.Open();
            if (await Record.ExceptionAsync(() => use(session)) is { } exception)
            {
                Assert.NotEqual(ErrorCode.Unexpected, Assert.IsType<SwarmException>(exception).ErrorCode);
            }
        }

        MaintenanceService.Repair(_scene.Options(), new RepairRequest(), progress: null, Scene.Cancellation);
        await _scene.LaunchAsync("true", "again");
    }

    [Fact]
    public async Task A_store_on_a_read_only_mount_is_read_and_not_written()
    {
        Scene.NeedUnix("mount");
        var run = await _scene.LaunchAsync("echo x > f", "base");
        _scene.Reopen();
        var before = Scene.HashTree(_scene.Layout.Folder);
        using var mount = await Mount.TryAsync(_scene.Root, $"mount --bind '{_scene.Root}' '{_scene.Root}' && mount -o remount,ro,bind '{_scene.Root}'");
        using (var session = _scene.Open())
        {
            Assert.Equal(run.Record.NodeId, session.Nodes.Get(new NodeReference("base")).Record.NodeId);
            var exception = await Assert.ThrowsAsync<SwarmException>(() => session.Runs.RunAsync(new RunRequest { Step = Scene.Shell("true") }, Scene.Cancellation));
            Scene.AssertClear(exception, ErrorCode.StoreUnwritable);
            Assert.Contains("read-only", exception.Message, StringComparison.Ordinal);
            Scene.AssertClear(Assert.Throws<SwarmException>(() => session.Nodes.Fork(new NodeReference("base"), "x")), ErrorCode.StoreUnwritable);
        }

        mount.Dispose();
        Assert.Equal(before, Scene.HashTree(_scene.Layout.Folder));
        _scene.AssertSound();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task A_full_disk_under_the_store_ends_the_run_and_leaves_the_store_sound(int spareKilobytes)
    {
        Scene.NeedUnix("mount", "fallocate", "df");
        using var mount = await Mount.TryAsync(_scene.Root, $"mount -t tmpfs -o size=8m swarm-test '{_scene.Root}'");
        await _scene.LaunchAsync("echo x > f", "base");
        var (_, free, _) = await Tool.RunAsync("df", "--output=avail", "-k", _scene.Root);
        var fill = int.Parse(free.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture) - spareKilobytes;
        await Tool.RunAsync("fallocate", "-l", $"{fill}k", Path.Combine(_scene.Root, "filler"));
        var exception = await Record.ExceptionAsync(() => _scene.ResumeAsync("base", "head -c 100000 /dev/urandom > f"));
        if (spareKilobytes < 100)
        {
            Scene.AssertClear(Assert.IsType<SwarmException>(exception), ErrorCode.StoreUnwritable);
            Assert.Contains("full", exception!.Message, StringComparison.Ordinal);
        }
        else if (exception is not null)
        {
            Scene.AssertClear(Assert.IsType<SwarmException>(exception), ErrorCode.StoreUnwritable);
        }

        File.Delete(Path.Combine(_scene.Root, "filler"));
        var again = await _scene.ResumeAsync("base", "cat f");
        Assert.Equal("succeeded", again.Record.Status);
        _scene.AssertSound();
        _scene.Reopen();
    }

    [Fact]
    public async Task A_head_log_that_cannot_be_mirrored_costs_no_node()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "base");
        var kept = File.ReadAllBytes(_scene.Layout.Heads);
        File.Delete(_scene.Layout.Heads);
        Directory.CreateDirectory(_scene.Layout.Heads);
        await Record.ExceptionAsync(() => _scene.ResumeAsync("base", "true"));
        Directory.Delete(_scene.Layout.Heads);
        File.WriteAllBytes(_scene.Layout.Heads, kept);
        await _scene.ResumeAsync("base", "true", "next");
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_full_disk_under_the_work_folder_is_one_clear_line()
    {
        Scene.NeedUnix("mount");
        _scene.Open().Dispose();
        Directory.CreateDirectory(_scene.Work);
        using var mount = await Mount.TryAsync(_scene.Work, $"mount -t tmpfs -o size=1m swarm-test '{_scene.Work}'");
        _scene.Write("project/big", new string('x', 3_000_000));
        var taking = await Assert.ThrowsAsync<SwarmException>(() => _scene.LaunchAsync("true", workspace: "project"));
        Assert.DoesNotContain('\n', taking.Message);
        Assert.Contains("No space left", taking.Message, StringComparison.OrdinalIgnoreCase);
        _scene.Variables["SWARM_WORK_FOLDER"] = Path.Combine(_scene.Folder, "elsewhere");
        using (var session = _scene.Open())
        {
            await session.Runs.RunAsync(new RunRequest { Workspace = "project", Label = "base", Step = Scene.Shell("true") }, Scene.Cancellation);
        }

        Scene.AssertClear(await Assert.ThrowsAsync<SwarmException>(() => _scene.ResumeAsync("base", "true")), ErrorCode.RestoreFailed);
        _scene.AssertNothingLeft();
        _scene.AssertSound(exports: false);
        _scene.Reopen();
    }
}
