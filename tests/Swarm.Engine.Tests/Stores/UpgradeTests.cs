using Swarm.Core.Errors;
using Swarm.Engine.Maintenance;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;

namespace Swarm.Engine.Tests.Stores;

/// <summary>Stores of older versions stay readable, and those of newer ones stay as they are.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_store_of_the_first_version_is_upgraded_when_it_is_opened_and_all_in_it_verifies()
    {
        await MakeFirstAsync();

        _scene.AssertSound();

        Assert.Equal(2, CatalogVersions.Read(_scene.Layout.Catalog));
        Assert.Equal(["base", "child"], _scene.Session.Runs.List().Select(run => run.Record.Label));
        Assert.Equal("x\n", File.ReadAllText(Path.Combine(_scene.Export("child"), "f")));
        await _scene.ResumeAsync("child", "echo y >> f", "grandchild");
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_store_whose_catalog_is_of_the_first_version_is_repaired_to_this_one()
    {
        await MakeFirstAsync();
        File.AppendAllText(_scene.Layout.Heads, "half a line");

        Repair();

        Assert.Equal(2, CatalogVersions.Read(_scene.Layout.Catalog));
        Assert.Equal(2, _scene.Session.Runs.List().Count);
        _scene.AssertSound();
    }

    [Fact]
    public async Task Nothing_is_upgraded_while_a_run_is_under_way()
    {
        await MakeFirstAsync();
        CatalogVersions.Execute(_scene.Layout.Catalog, "UPDATE run SET status = 'running' WHERE label = 'child'");
        using (var store = _scene.OpenStore())
        {
            Assert.Equal(2, store.ListRuns().Count);
        }

        Assert.Equal(1, CatalogVersions.Read(_scene.Layout.Catalog));
        CatalogVersions.Execute(_scene.Layout.Catalog, "UPDATE run SET status = 'succeeded'");
        _scene.OpenStore().Dispose();
        Assert.Equal(2, CatalogVersions.Read(_scene.Layout.Catalog));
    }

    [Fact]
    public async Task Nothing_is_upgraded_while_another_process_reads_the_store_and_it_serves_as_it_is()
    {
        await MakeFirstAsync();
        using (new FileStream(Path.Combine(_scene.Layout.Locks, "sweep.lock"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read))
        {
            await _scene.ResumeAsync("base", "echo y > f", "other");
            _scene.Reopen();
            Assert.Equal(1, CatalogVersions.Read(_scene.Layout.Catalog));
        }

        _scene.AssertSound();
        Assert.Equal(2, CatalogVersions.Read(_scene.Layout.Catalog));
        Assert.Equal(3, _scene.Session.Runs.List().Count);
    }

    [Fact]
    public async Task A_store_of_the_first_version_that_may_only_be_read_is_read()
    {
        Scene.NeedUnix("mount");
        await MakeFirstAsync();
        using var mount = await Mount.TryAsync(_scene.Root, $"mount --bind '{_scene.Root}' '{_scene.Root}' && mount -o remount,ro,bind '{_scene.Root}'");
        using var session = _scene.Open();
        Assert.Equal(2, session.Runs.List().Count);
        Assert.True(session.Trust.VerifyNode(new NodeReference("child"), new VerifyRequest { Recurse = true }, Scene.Cancellation).IsValid);
    }

    [Fact]
    public async Task Another_process_that_upgrades_further_ends_what_this_one_writes()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        using var store = _scene.OpenStore();
        CatalogVersions.Execute(_scene.Layout.Catalog, "PRAGMA user_version=3");
        var before = Scene.HashTree(_scene.Layout.Folder, withTimes: false);
        var node = store.ListNodes().Single();

        Scene.AssertClear(Assert.Throws<SwarmException>(() => store.RemoveNodes([node])), ErrorCode.StoreVersionUnsupported);
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Session.Nodes.Fork(new NodeReference("base"), "fork")), ErrorCode.StoreVersionUnsupported);

        Assert.Equal(before, Scene.HashTree(_scene.Layout.Folder, withTimes: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_of_a_newer_version_is_refused_whoever_asks_and_nothing_of_it_is_touched(bool isCatalog)
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        _scene.Reopen();
        if (isCatalog)
        {
            CatalogVersions.Execute(_scene.Layout.Catalog, "CREATE TABLE future(x); PRAGMA user_version=3");
        }
        else
        {
            var text = File.ReadAllText(_scene.Layout.Document);
            File.WriteAllText(_scene.Layout.Document, text.Replace("\"format_version\":2", "\"format_version\":3,\"future\":{}", StringComparison.Ordinal));
        }

        var before = Scene.HashTree(_scene.Folder, withTimes: false);
        foreach (var exception in new[] { Assert.Throws<SwarmException>(() => _scene.Open()), Assert.Throws<SwarmException>(() => Repair()) })
        {
            Scene.AssertClear(exception, ErrorCode.StoreVersionUnsupported);
            Assert.Contains("Update-PSResource Swarm", exception.Message, StringComparison.Ordinal);
            Assert.Contains("dotnet tool update", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Scene.HashTree(_scene.Folder, withTimes: false));
    }

    private void Repair() => MaintenanceService.Repair(_scene.Options(), new RepairRequest(), progress: null, Scene.Cancellation);

    private async Task MakeFirstAsync()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        await _scene.ResumeAsync("base", "true", "child");
        _scene.Reopen();
        CatalogVersions.MakeFirst(_scene.Layout.Catalog);
    }
}
