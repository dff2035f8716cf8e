using System.Diagnostics;
using System.Text.Json;
using Swarm.Cli.Tests.Support;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Files;

namespace Swarm.Cli.Tests;

public sealed class BundleTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();
    private readonly string _store;

    public BundleTests()
    {
        Directory.CreateDirectory(_scene["store"]);
        _store = FileAddress.Of(_scene["store"]);
    }

    [Fact]
    public void A_bundle_travels_through_a_store()
    {
        _scene.Launch("echo content > file", "--label", "base").Expect(0);
        var stored = _scene.Run("bundle", "export", "--json", "--node", "base", "--store", _store).Expect(0);
        Assert.Equal(["path", "locator", "bundle_sha256", "bundle_manifest_sha256", "size"], stored.AddedKeys);
        Assert.Equal(JsonValueKind.Null, stored.Json.GetProperty("path").ValueKind);
        var (locator, digest) = (stored.Text("locator")!, stored.Text("bundle_sha256")!);
        Assert.StartsWith($"{_store}/", locator, StringComparison.Ordinal);

        var fetched = _scene.Run("bundle", "fetch", locator, "--output", _scene["fetched.age"], "--sha256", digest, "--json").Expect(0);
        Assert.Equal(["path", "locator", "bundle_sha256", "size"], fetched.AddedKeys);
        Assert.Equal(digest, fetched.Text("bundle_sha256"));
        Assert.Equal(digest, Digest.Compute(File.ReadAllBytes(_scene["fetched.age"])).ToString());
        _scene.Run("bundle", "import", locator, "--label", "received", "--sha256", digest).Expect(0);
        _scene.Resume("received", "test -e file").Expect(0);
        Assert.Empty(Directory.EnumerateFiles(_scene.Folder, "passing.age", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_store_of_the_configuration_is_used_where_no_file_is_named()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        _scene.Run("bundle", "export", "--node", "base").ExpectError(2, "SPEC_INVALID");
        _scene.Run("config", "set", "bundle_store", "nowhere").ExpectError(2, "CONFIGURATION_INVALID");
        _scene.Run("config", "set", "bundle_store", "https://host/x").ExpectError(2, "CONFIGURATION_INVALID");
        _scene.Run("config", "set", "bundle_store", _store).Expect(0);
        _scene.Run("bundle", "export", "--node", "base", "--to", _scene["base.age"]).Expect(0);
        Assert.Empty(Directory.EnumerateFiles(_scene["store"]));
        _scene.Run("bundle", "export", "--node", "base").Expect(0);
        Assert.Single(Directory.EnumerateFiles(_scene["store"]));
    }

    [Fact]
    public void What_cannot_be_had_is_refused_with_its_code_and_leaves_nothing()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var locator = _scene.Run("bundle", "export", "--json", "--node", "base", "--store", _store).Expect(0).Text("locator")!;
        var output = _scene["out.age"];
        Refused(4, "ARTIFACT_MISSING_BUNDLE", $"{_store}/none.age");
        Refused(4, "ARTIFACT_BUNDLE_INVALID", locator, "--sha256", $"sha256:{new string('0', 64)}");
        Refused(2, "SPEC_INVALID", "ftp://host/bundle.age");
        Refused(2, "SPEC_INVALID", "../bundle.age");
        Refused(4, "GH_UNAUTHORIZED", "gh-blob://owner/repo/0123456789abcdef0123456789abcdef01234567");
        _scene.Run("bundle", "export", "--node", "base", "--store", FileAddress.Of(_scene["none"])).ExpectError(4, "BUNDLE_STORE_NOT_FOUND");

        void Refused(int exitCode, string code, params string[] arguments)
        {
            _scene.Variables["PATH"] = "";
            _scene.Run(["bundle", "fetch", .. arguments, "--output", output]).ExpectError(exitCode, code);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_scene.Folder, "out.age*"));
        }
    }

    [Fact]
    public void A_bundle_is_held_to_the_digest_of_its_locator_file()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var stored = _scene.Run("bundle", "export", "--json", "--node", "base", "--store", _store).Expect(0);
        var document = new BundleLocator
        {
            Locator = stored.Text("locator")!,
            BundleSha256 = Digest.Parse(stored.Text("bundle_sha256")!),
            BundleManifestSha256 = Digest.Parse(stored.Text("bundle_manifest_sha256")!),
            Size = stored.Json.GetProperty("size").GetInt64(),
        };
        var file = _scene.Write("bundle_locator_next.json", JsonSerializer.Serialize(document, ContractJson.Default.BundleLocator));
        _scene.Run("bundle", "import", file, "--label", "received").Expect(0);
        _scene.Run("bundle", "import", file, "--label", "other", "--sha256", $"sha256:{new string('0', 64)}").ExpectError(4, "ARTIFACT_BUNDLE_INVALID");
        File.AppendAllText(Directory.EnumerateFiles(_scene["store"]).Single(), "more");
        _scene.Run("bundle", "import", file, "--label", "changed").ExpectError(4, "ARTIFACT_BUNDLE_INVALID");
        _scene.Run("bundle", "import", _scene.Write("x.json", "{}"), "--label", "other").ExpectError(2, "SCHEMA_INVALID");
    }

    [Fact]
    public void Killed_at_any_time_a_store_shows_a_whole_bundle_or_none()
    {
        _scene.Launch("head -c 40000000 /dev/urandom > big", "--label", "base").Expect(0);
        var watch = Stopwatch.StartNew();
        _scene.Run("bundle", "export", "--node", "base", "--store", _store).Expect(0);
        var whole = watch.Elapsed;
        File.Delete(Directory.EnumerateFiles(_scene["store"]).Single());
        for (var round = 0; round < 8; round++)
        {
            using var process = _scene.Start("bundle", "export", "--node", "base", "--store", _store);
            Thread.Sleep(whole * (0.5 + (round * 0.06)));
            process.Kill();
            process.WaitForExit();
            foreach (var file in Directory.EnumerateFiles(_scene["store"], "*.age"))
            {
                Assert.Equal($"{Digest.Compute(File.ReadAllBytes(file)).ToHex()}.age", Path.GetFileName(file));
            }
        }

        _scene.Run("bundle", "export", "--node", "base", "--store", _store).Expect(0);
    }

    public void Dispose() => _scene.Dispose();
}
