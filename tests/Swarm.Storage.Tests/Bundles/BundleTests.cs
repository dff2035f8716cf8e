using System.Security.Cryptography;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Storage.Bundles;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;
    private readonly string _state;

    public BundleTests()
    {
        _work = _test.Folder.Make("work");
        _state = _test.Folder["state.sqlite"];
        Tree.Fill(_work, seed: 11, files: 20);
        Tree.Write(_work, "script.sh", "#!/bin/sh\n");
        Tree.SetMode(Path.Combine(_work, "script.sh"), 0b111_101_101);
        Tree.Write(_work, "large", Tree.RandomBytes(1, 3 << 20));
        Tree.Write(_work, "ünï/日本語", "text");
        Tree.Write(_work, $"{new string('d', 90)}/{new string('e', 90)}/{new string('f', 90)}", "deep");
        Directory.CreateDirectory(Path.Combine(_work, "empty"));
        File.CreateSymbolicLink(Path.Combine(_work, "link"), "script.sh");
        File.CreateSymbolicLink(Path.Combine(_work, "long-link"), string.Concat(Enumerable.Repeat("d0/../", 0)) + new string('x', 150));
        Tree.Write(_test.Folder.Path, "state.sqlite", [.. "SQLite format 3\0"u8, .. Tree.RandomBytes(2, 200_000)]);
    }

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Age_and_tar_open_a_bundle()
    {
        Tool.Require("age", "tar", "sh");
        var bundle = Export(Commit());
        File.WriteAllText(_test.Folder["identity"], _test.Operator.ExportIdentity());
        var target = _test.Folder.Make("out");

        var (exit, _, error) = Tool.Run("sh", target, "-c", $"age -d -i '{_test.Folder["identity"]}' '{bundle.Path}' | tar xp");

        Assert.True(exit == 0, error);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(Path.Combine(target, "workspace")));
        Assert.Equal(File.ReadAllBytes(_state), File.ReadAllBytes(Path.Combine(target, "state.sqlite")));
        Assert.Equal(["manifest.json", "node.json", "state.sqlite", "workspace"], Directory.GetFileSystemEntries(target).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        var manifest = StrictJson.Parse(File.ReadAllBytes(Path.Combine(target, "manifest.json")), ContractJson.Default.BundleManifest, "manifest");
        Assert.Equal(bundle.Locator.BundleManifestSha256, Digest.Compute(File.ReadAllBytes(Path.Combine(target, "manifest.json"))));
        Assert.Equal(_test.Store.FindNode(bundle.NodeId)!.SnapshotRoot, manifest.SnapshotRoot);
        Assert.Equal(CanonicalJson.Serialize(_test.Store.FindNode(bundle.NodeId)!.ToDocument(), ContractJson.Default.NodeDocument), File.ReadAllBytes(Path.Combine(target, "node.json")));
    }

    [Fact]
    public void Tar_lists_owners_and_times_as_nothing()
    {
        Tool.Require("age", "tar", "sh");
        var bundle = Export(Commit());
        File.WriteAllText(_test.Folder["identity"], _test.Operator.ExportIdentity());

        var (_, output, _) = Tool.Run("sh", null, "-c", $"age -d -i '{_test.Folder["identity"]}' '{bundle.Path}' | TZ=UTC tar tv --numeric-owner --full-time");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Contains(" 0/0 ", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains(" 1970-01-01 00:00:00 ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_locator_is_that_of_the_file()
    {
        var bundle = Export(Commit());
        Assert.Equal(new FileInfo(bundle.Path).Length, bundle.Locator.Size);
        Assert.Equal(Digest.Compute(File.ReadAllBytes(bundle.Path)), bundle.Locator.BundleSha256);
        Assert.Equal(new Uri(bundle.Path).AbsoluteUri, bundle.Locator.Locator);
        Assert.Empty(bundle.Warnings);
        Assert.Empty(Directory.GetFiles(_test.Folder.Path, "*.tmp"));
    }

    [Fact]
    public void A_bundle_becomes_a_new_root_in_another_store()
    {
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var node = _test.Commit(_work, _test.Commit(_work), "travelling", state: _state);
        var bundle = Export(node);

        var imported = Import(other, new BundleImport { Path = bundle.Path });

        Assert.Equal((Operations.Import, "travelling", 0L, null, null), (imported.Operation, imported.Label, imported.RatchetStep, imported.ParentNodeId, imported.CertificateSha256));
        Assert.NotEqual(node.NodeId, imported.NodeId);
        Assert.NotEqual(node.SnapshotRoot, imported.SnapshotRoot);
        var (folder, _) = other.Restore(other.Store, imported);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(folder));
        Assert.Equal(File.ReadAllBytes(_state), File.ReadAllBytes(folder + ".sqlite"));
        Assert.Empty(StoreChecker.Check(other.Store, [], null, CancellationToken.None).Problems);
        Assert.Equal("renamed", Import(other, new BundleImport { Path = bundle.Path, Label = "renamed" }).Label);
    }

    [Fact]
    public void What_an_import_stores_is_what_a_capture_stores()
    {
        var node = Commit();
        var before = Directory.GetFiles(_test.Packs).Sum(file => new FileInfo(file).Length);

        Import(_test, new BundleImport { Path = Export(node).Path });

        // Everything but the manifest was there: the same content gives the same chunks, whichever way it comes.
        Assert.InRange(Directory.GetFiles(_test.Packs).Sum(file => new FileInfo(file).Length) - before, 1, 64 * 1024);
    }

    [Fact]
    public void With_its_capabilities_the_node_stays_the_node_it_was()
    {
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var parent = _test.Commit(_work, certified: true);
        var node = _test.Commit(_work, parent, "travelling", certified: true, state: _state);
        var import = Own(node);

        var imported = Import(other, import);

        Assert.Equal(node with { Sequence = imported.Sequence }, imported);
        Assert.Empty(StoreChecker.Check(other.Store, [], null, CancellationToken.None).Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(other.Restore(imported)));
        Assert.Equal(imported.NodeId, Import(other, import).NodeId);
        Assert.Single(other.Store.ListNodes());
        var child = other.Commit(_work, imported, "travelling");
        Assert.Equal(2, child.RatchetStep);
    }

    [Fact]
    public void Capabilities_of_another_node_are_refused()
    {
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var node = Commit();
        var wrong = _test.Commit(_work, node);
        var import = Own(node) with { NextTokens = File.ReadAllBytes(_test.Store.Layout.NodeFile(wrong.NodeId, NodeFiles.NextTokens)) };

        Refused(other, import, ErrorCode.CapabilityInvalid);
        Refused(other, import with { NextTokens = "{}"u8.ToArray() }, ErrorCode.CapabilityInvalid);
        Refused(other, Own(node) with { Label = "another" }, ErrorCode.SpecInvalid);
        Refused(other, Own(node) with { NextTokens = null, Certificate = "{}"u8.ToArray() }, ErrorCode.SpecInvalid);
    }

    [Fact]
    public void Capabilities_sealed_to_somebody_else_are_refused()
    {
        var stranger = new Operator(_test.Folder["stranger"]);
        using var other = new TestStore(_test.Folder, "other", stranger);
        var node = Commit();
        var bundle = Export(node, stranger.Public.Recipient);
        var import = Own(node) with { Path = bundle.Path };

        Refused(other, import, ErrorCode.CapabilityInvalid);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(other.Restore(Import(other, new BundleImport { Path = bundle.Path }))));
        Refused(_test, new BundleImport { Path = bundle.Path }, ErrorCode.BundleInvalid);
    }

    [Fact]
    public void A_certificate_of_another_node_is_refused()
    {
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var node = _test.Commit(_work, certified: true);
        var wrong = _test.Commit(_work, certified: true);
        Refused(other, Own(node) with { Certificate = File.ReadAllBytes(_test.Store.Layout.NodeFile(wrong.NodeId, NodeFiles.Certificate)) }, ErrorCode.CertificateInvalid);
    }

    [Fact]
    public void A_deterministic_node_gives_the_same_bundle_again_and_others_share_nothing_with_it()
    {
        var (_, node, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work }, certified: true, deterministic: true);
        var stranger = new Operator(_test.Folder["stranger"]);

        var first = File.ReadAllBytes(Export(node).Path);
        var second = File.ReadAllBytes(Export(node).Path);
        var forOther = File.ReadAllBytes(Export(node, stranger.Public.Recipient).Path);
        var forBoth = File.ReadAllBytes(Export(node, stranger.Public.Recipient, _test.Operator.Public.Recipient).Path);
        var forBothTurned = File.ReadAllBytes(Export(node, _test.Operator.Public.Recipient, stranger.Public.Recipient).Path);
        var fork = File.ReadAllBytes(Export(_test.Fork(node, "fork")).Path);

        Assert.Equal(first, second);
        Assert.Equal(forBoth, forBothTurned);
        var payloads = new[] { first, forOther, forBoth, fork }.Select(file => Convert.ToHexString(SHA256.HashData(file.AsSpan(^4096..)))).ToArray();
        Assert.Equal(payloads.Length, payloads.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_plain_node_gives_another_bundle_each_time()
    {
        var node = Commit();
        Assert.NotEqual(File.ReadAllBytes(Export(node).Path), File.ReadAllBytes(Export(node).Path));
    }

    [Fact]
    public void A_file_that_is_there_is_only_replaced_on_request()
    {
        var node = Commit();
        var export = new BundleExport { Node = node, Destination = _test.Folder["there.age"] };
        File.WriteAllText(export.Destination, "mine");

        Assert.Equal(ErrorCode.PathInvalid, Assert.Throws<SwarmException>(() => Export(export)).ErrorCode);
        Assert.Equal("mine", File.ReadAllText(export.Destination));
        Export(export with { Overwrite = true });
        Assert.NotEqual("mine", File.ReadAllText(export.Destination));
        Assert.Equal(ErrorCode.PathInvalid, Assert.Throws<SwarmException>(() => Export(export with { Destination = _test.Folder["no/such/folder.age"] })).ErrorCode);
    }

    [Theory]
    [InlineData("aux.c")]
    [InlineData("man/Foo::Bar.3pm")]
    [InlineData("dot.")]
    [InlineData("back\\slash")]
    [InlineData("new\nline")]
    [InlineData("readme", "README")]
    [InlineData("e\u0301", "\u00e9")]
    public void What_no_import_takes_is_not_exported(string name, string? other = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other file systems have no such names.");
        Tree.Write(_work, name, "a");
        Tree.Write(_work, other ?? "other", "b");
        var node = Commit();
        var destination = _test.Folder["refused.age"];

        var refused = Assert.Throws<SwarmException>(() => Export(new BundleExport { Node = node, Destination = destination }));

        Assert.Equal(ErrorCode.BundleInvalid, refused.ErrorCode);
        Assert.Contains(PlainLine.Of(name), refused.Message, StringComparison.Ordinal);
        Assert.Contains(".swarmignore", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(destination));
    }

    [Fact]
    public void What_an_import_has_to_allow_is_told_on_export()
    {
        File.CreateSymbolicLink(Path.Combine(_work, "out"), "/usr/bin/env");
        Assert.Contains("'workspace/out'", Assert.Single(Export(Commit()).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Outward_links_are_taken_in_only_where_they_are_allowed()
    {
        File.CreateSymbolicLink(Path.Combine(_work, "out"), "/usr/bin/env");
        var bundle = Export(Commit());

        var refused = Refused(_test, new BundleImport { Path = bundle.Path }, ErrorCode.BundleInvalid);
        Assert.Contains("workspace/out", refused.Message, StringComparison.Ordinal);
        var node = Import(_test, new BundleImport { Path = bundle.Path, AllowOutwardLinks = true });
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
    }

    [Fact]
    public void The_state_is_checked_before_anything_is_kept()
    {
        var bundle = Export(Commit());
        var import = new BundleImport
        {
            Path = bundle.Path,
            StateCopy = _test.Folder["copy.sqlite"],
            CheckState = path => throw new SwarmException(ErrorCode.StateInvalid, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        };

        var refused = Refused(_test, import, ErrorCode.StateInvalid);

        Assert.Equal(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_state))), refused.Message);
    }

    [Fact]
    public void A_bundle_cut_short_or_followed_by_more_is_refused()
    {
        var bytes = File.ReadAllBytes(Export(Commit()).Path);
        var file = _test.Folder["damaged.age"];
        var random = new Random(4);
        int[] lengths = [0, 1, 10, 100, 200, 201, bytes.Length - 1, bytes.Length - 16, bytes.Length - 17, .. Enumerable.Range(0, 25).Select(_ => random.Next(bytes.Length)), .. Enumerable.Range(1, 8).Select(chunk => 200 + (chunk * 65552))];
        foreach (var length in lengths.Where(length => length < bytes.Length))
        {
            File.WriteAllBytes(file, bytes.AsSpan(0, length));
            Refused(_test, new BundleImport { Path = file }, ErrorCode.BundleInvalid);
        }

        File.WriteAllBytes(file, [.. bytes, 0]);
        Refused(_test, new BundleImport { Path = file }, ErrorCode.BundleInvalid);
    }

    [Fact]
    public void A_flipped_bit_is_refused()
    {
        var bytes = File.ReadAllBytes(Export(Commit()).Path);
        var file = _test.Folder["damaged.age"];
        foreach (var place in Enumerable.Range(0, 20).Select(index => index * 11).Concat(Enumerable.Range(0, 25).Select(index => (int)((long)index * (bytes.Length - 1) / 24))))
        {
            var damaged = bytes.ToArray();
            damaged[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(file, damaged);
            Refused(_test, new BundleImport { Path = file }, ErrorCode.BundleInvalid);
        }
    }

    [Fact]
    public void A_missing_bundle_is_told()
    {
        Refused(_test, new BundleImport { Path = _test.Folder["nothing.age"] }, ErrorCode.PathInvalid);
    }

    private NodeRecord Commit() => _test.Commit(_work, state: _state);

    private ExportedBundle Export(NodeRecord node, params AgeRecipient[] recipients) =>
        Export(new BundleExport { Node = node, Destination = _test.Folder[$"bundle-{Guid.NewGuid():N}.age"], Recipients = recipients });

    private ExportedBundle Export(BundleExport export) => BundleExporter.Export(_test.Store, export, RandomSource.System, CancellationToken.None);

    private BundleImport Own(NodeRecord node)
    {
        ReadOnlyMemory<byte>? Document(string name) => File.Exists(_test.Store.Layout.NodeFile(node.NodeId, name)) ? File.ReadAllBytes(_test.Store.Layout.NodeFile(node.NodeId, name)) : null;
        return new BundleImport
        {
            Path = Export(node).Path,
            NextTokens = Document(NodeFiles.NextTokens),
            Certificate = Document(NodeFiles.Certificate),
            Attestation = Document(NodeFiles.Attestation),
        };
    }

    private static NodeRecord Import(TestStore store, BundleImport import) =>
        BundleImporter.Import(store.Store, import, RandomSource.System, Clocks.Machine, CancellationToken.None);

    /// <summary>Nothing is left behind by what is refused.</summary>
    private static SwarmException Refused(TestStore store, BundleImport import, ErrorCode code)
    {
        var before = Listing(store);
        var refused = Assert.Throws<SwarmException>(() => Import(store, import));
        Assert.Equal(code, refused.ErrorCode);
        Assert.Equal(before, Listing(store));
        return refused;
    }

    private static string Listing(TestStore store) => string.Join('\n', Directory.GetFileSystemEntries(store.Store.Layout.Folder, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
