using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class StoreTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void A_sound_store_is_checked_and_tidied()
    {
        _scene.Launch("head -c 3000000 /dev/urandom > big", "--label", "base").Expect(0);
        _scene.Resume("base", "rm big", "--label", "tip").Expect(0);
        var check = _scene.Run("store", "check", "--json").Expect(0);
        Assert.Equal(
            [
                "is_sound", "nodes", "removed_nodes", "snapshots", "heads", "packs", "records", "unneeded_records", "bytes", "problems",
                "leftovers",
            ],
            check.AddedKeys);
        Assert.True(check.Json.GetProperty("is_sound").GetBoolean());
        Assert.Matches("(?m)^verdict +ok$", _scene.Run("store", "check").Expect(0).Output);

        _scene.Run("run", "remove", "--node", "base").Expect(0);
        var counted = _scene.Run("store", "optimize", "--dry-run", "--json").Expect(0);
        Assert.Equal(
            [
                "is_dry_run", "bytes_before", "bytes_after", "dropped_bytes", "dropped_packs", "repacked_packs", "dropped_records",
                "dropped_leftovers",
            ],
            counted.AddedKeys);
        var dropped = _scene.Run("store", "optimize", "--json").Expect(0);
        Assert.True(dropped.Json.GetProperty("dropped_bytes").GetInt64() >= 3_000_000);
        _scene.Run("store", "check").Expect(0);
    }

    [Fact]
    public void A_lost_catalog_is_rebuilt()
    {
        var node = _scene.Launch("echo content > file").Expect(0).Text("node_id")!;
        File.Delete(Assert.Single(Directory.EnumerateFiles(_scene.Store, "catalog.sqlite")));
        var repaired = _scene.Run("store", "repair", "--json").Expect(0);
        Assert.Equal(
            ["is_sound", "nodes", "forks", "runs", "packs", "records", "mended_records", "catalog_backup", "notes", "problems"],
            repaired.AddedKeys);
        Assert.Equal(1, repaired.Json.GetProperty("nodes").GetInt32());
        _scene.Run("store", "check").Expect(0);
        _scene.Resume(node, "test -e file").Expect(0);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_by_each_command_which_says_what_to_do()
    {
        _scene.Launch("echo content > file", "--label", "base").Expect(0);
        var catalog = Assert.Single(Directory.EnumerateFiles(_scene.Store, "catalog.sqlite"));

        // The version of a SQLite database's content, big-endian at byte 60.
        var bytes = File.ReadAllBytes(catalog);
        bytes[62] = 1;
        File.WriteAllBytes(catalog, bytes);
        string[][] commands =
        [
            ["run", "list"], ["run", "tree"], ["run", "launch", "--", "true"], ["run", "resume", "--node", "base", "--", "true"],
            ["run", "fork", "--node", "base", "--label", "fork"], ["run", "remove", "--node", "base"],
            ["store", "check"], ["store", "optimize"], ["store", "repair"],
        ];
        foreach (var command in commands)
        {
            var refused = _scene.Run(command).ExpectError(2, "STORE_VERSION_UNSUPPORTED");
            Assert.Contains("dotnet tool update --global Swarm.Cli", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(bytes, File.ReadAllBytes(catalog));
    }

    [Fact]
    public void A_store_that_nothing_mends_exits_3()
    {
        _scene.Launch("head -c 100000 /dev/urandom > file").Expect(0);
        foreach (var pack in Directory.EnumerateFiles(_scene.Store, "*.pack", SearchOption.AllDirectories))
        {
            File.Delete(pack);
        }

        var check = _scene.Run("store", "check", "--json").ExpectError(3, "STORE_DAMAGED");
        Assert.Equal(["kind", "subject", "detail"], check.Json.GetProperty("problems")[0].EnumerateObject().Select(member => member.Name));
        _scene.Run("store", "repair", "--json").ExpectError(3, "STORE_DAMAGED");
    }

    [Fact]
    public void A_bundle_carries_a_node_to_another_store()
    {
        var run = _scene.Launch("echo content > file", "--label", "base").Expect(0);
        using var other = Scene.WithShell();
        var recipient = other.Run("init", "--json").Expect(0).Text("recipient")!;
        var bundle = _scene.Run("bundle", "export", "--json", "--node", "base", "--to", "base.age", "--recipient", recipient).Expect(0);
        Assert.Equal(["path", "locator", "bundle_sha256", "bundle_manifest_sha256", "size"], bundle.AddedKeys);
        Assert.Equal(run.Text("node_id"), bundle.Text("node_id"));
        Assert.StartsWith("file://", bundle.Text("locator"), StringComparison.Ordinal);
        var path = bundle.Text("path")!;
        Assert.Equal(new FileInfo(path).Length, bundle.Json.GetProperty("size").GetInt64());
        _scene.Run("bundle", "export", "--node", "base", "--to", "base.age", "--recipient", recipient).ExpectError(2, "PATH_INVALID");
        _scene.Run("bundle", "export", "--node", "base", "--to", "other.age", "--recipient", "age1nonsense").Expect(2);

        var imported = other.Run("bundle", "import", "--json", "--label", "received", path).Expect(0);
        Assert.Equal(["nodes"], imported.AddedKeys);
        other.Resume("received", "test -e file").Expect(0);
        var cut = other["cut.age"];
        File.WriteAllBytes(cut, File.ReadAllBytes(path)[..^100]);
        other.Run("bundle", "import", "--json", cut).Expect(2);
        Assert.Equal(2, other.Run("run", "list", "--json").Json.GetProperty("nodes").GetArrayLength());
    }

    public void Dispose() => _scene.Dispose();
}
