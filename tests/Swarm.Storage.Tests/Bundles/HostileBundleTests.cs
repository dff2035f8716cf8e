using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Storage.Bundles;
using Swarm.Storage.Manifests;
using Swarm.Storage.Tests.Support;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Bundles;

/// <summary>Bundles that another tar writer made, sealed to the operator as anybody can.</summary>
public sealed class HostileBundleTests : IDisposable
{
    private static readonly UnixFileMode Mode = (UnixFileMode)0b110_100_100;

    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    public static TheoryData<string, TarEntryType, string?, string> Entries => new()
    {
        { "workspace/../../escape", TarEntryType.RegularFile, null, "'.' or '..'" },
        { "../escape", TarEntryType.RegularFile, null, "'.' or '..'" },
        { "/etc/cron.d/evil", TarEntryType.RegularFile, null, "absolute" },
        { "elsewhere", TarEntryType.RegularFile, null, "neither the state nor in the workspace" },
        { "workspace/a/b", TarEntryType.RegularFile, null, "no folder of the bundle" },
        { "workspace/device", TarEntryType.CharacterDevice, null, "device" },
        { "workspace/disk", TarEntryType.BlockDevice, null, "device" },
        { "workspace/pipe", TarEntryType.Fifo, null, "pipe" },
        { "workspace/hard", TarEntryType.HardLink, "state.sqlite", "hard link" },
        { "workspace/link", TarEntryType.SymbolicLink, "/etc/passwd", "leads out" },
        { "workspace/link", TarEntryType.SymbolicLink, "../../x", "leads out" },
        { "workspace/NUL", TarEntryType.RegularFile, null, "Windows reserves" },
        { "workspace/a:stream", TarEntryType.RegularFile, null, "':'" },
        { "workspace/dot.", TarEntryType.RegularFile, null, "dot or a space" },
        { "workspace/a/.Swarm/Packs", TarEntryType.Directory, null, "store's own folder" },
        { "workspace/.swarm/store.json", TarEntryType.RegularFile, null, "store's own folder" },
        { "state.sqlite", TarEntryType.SymbolicLink, "workspace/x", "no file" },
        { "manifest.json", TarEntryType.RegularFile, null, "neither the state" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void Entries_that_no_bundle_holds_are_refused_by_name(string path, TarEntryType type, string? target, string reason)
    {
        var refused = Refused(tar =>
        {
            Begin(tar, entries: 1);
            tar.WriteEntry(Make(type, path, target));
        });

        Assert.Contains($"'{path}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_under_a_link_is_refused() => Assert.Contains("'workspace/l/evil'", Refused(tar =>
    {
        Begin(tar, entries: 2);
        tar.WriteEntry(Make(TarEntryType.SymbolicLink, "workspace/l", "."));
        tar.WriteEntry(Make(TarEntryType.RegularFile, "workspace/l/evil"));
    }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_path_that_is_there_twice_is_refused() => Assert.Contains("twice", Refused(tar =>
    {
        Begin(tar, entries: 2);
        tar.WriteEntry(Make(TarEntryType.RegularFile, "workspace/a"));
        tar.WriteEntry(Make(TarEntryType.RegularFile, "workspace/a"));
    }).Message, StringComparison.Ordinal);

    [Fact]
    public void Paths_that_clash_are_refused() => Assert.Contains("some file systems", Refused(tar =>
    {
        Begin(tar, entries: 2);
        tar.WriteEntry(Make(TarEntryType.RegularFile, "workspace/README"));
        tar.WriteEntry(Make(TarEntryType.RegularFile, "workspace/readme"));
    }).Message, StringComparison.Ordinal);

    [Fact]
    public void Fewer_or_more_entries_than_the_manifest_says_are_refused()
    {
        Refused(tar => Begin(tar, entries: 1));
        Refused(tar =>
        {
            Begin(tar, entries: 0);
            tar.WriteEntry(Make(TarEntryType.RegularFile, "workspace/a"));
        });
    }

    [Fact]
    public void Owners_names_and_times_are_refused()
    {
        foreach (var change in new Action<UstarTarEntry>[] { entry => entry.Uid = 1, entry => entry.UserName = "root", entry => entry.ModificationTime = DateTimeOffset.UnixEpoch.AddSeconds(1) })
        {
            Refused(tar =>
            {
                Begin(tar, entries: 1);
                var entry = Make(TarEntryType.RegularFile, "workspace/a");
                change(entry);
                tar.WriteEntry(entry);
            });
        }
    }

    [Fact]
    public void Other_formats_and_a_wrong_beginning_are_refused()
    {
        RefusedBytes([]);
        RefusedBytes(new byte[1024]);
        RefusedBytes(new byte[512]);
        RefusedBytes(Tree.RandomBytes(1, 5000));
        Refused(tar => tar.WriteEntry(Make(TarEntryType.RegularFile, "node.json")));
        Refused(tar => tar.WriteEntry(Document("manifest.json", "{\"type\":\"swarm-bundle-v1\",\"type\":\"x\"}"u8.ToArray())));
        Refused(tar => tar.WriteEntry(Document("manifest.json", new byte[100_000])));
    }

    [Fact]
    public void What_follows_the_end_is_refused()
    {
        var sound = Write(tar => Begin(tar, entries: 0));
        Import(sound);
        RefusedBytes([.. sound, 0]);
        RefusedBytes([.. sound, .. new byte[512]]);
        RefusedBytes([.. sound, .. sound]);
        RefusedBytes(sound[..^512]);
    }

    [Fact]
    public void Flipped_bits_under_the_seal_never_give_other_content()
    {
        var content = "content"u8.ToArray();
        var file = new ManifestEntry { Path = "workspace/a", Kind = EntryKind.File, Mode = (int)Mode, Size = content.Length, Content = Digest.Compute(content) };
        var sound = Write(tar =>
        {
            Begin(tar, entries: 1, content.Length, SnapshotRoot.Compute([file], new byte[32]));
            tar.WriteEntry(Document(file.Path, content));
        });
        Assert.True(IsImported(sound, out _));
        for (var place = 0; place < sound.Length; place += 7)
        {
            var changed = sound.ToArray();
            changed[place] ^= 1;
            if (!IsImported(changed, out var refused))
            {
                Assert.Equal(ErrorCode.BundleInvalid, refused!.ErrorCode);
            }
            else
            {
                // Only text of node.json, which a new root does not take over, may differ.
                Assert.InRange(place, 1536, 2560);
            }
        }
    }

    private static UstarTarEntry Make(TarEntryType type, string path, string? target = null)
    {
        var entry = new UstarTarEntry(type, type == TarEntryType.Directory ? path + "/" : path)
        {
            Mode = type == TarEntryType.SymbolicLink ? (UnixFileMode)0b111_111_111 : Mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (target is not null)
        {
            entry.LinkName = target;
        }

        return entry;
    }

    private static UstarTarEntry Document(string name, byte[] content)
    {
        var entry = Make(TarEntryType.RegularFile, name);
        entry.DataStream = new MemoryStream(content);
        return entry;
    }

    private static void Begin(TarWriter tar, int entries) => Begin(tar, entries, totalBytes: 0, Digest.Compute([]));

    private static void Begin(TarWriter tar, int entries, long totalBytes, Digest root)
    {
        var stateId = Identifier.Create(Identifier.StatePrefix, RandomSource.System);
        tar.WriteEntry(Document("manifest.json", CanonicalJson.Serialize(
            new BundleManifest { StateId = stateId, SnapshotRoot = root, RootSalt = new string('0', 64), EntryCount = entries, TotalBytes = totalBytes },
            ContractJson.Default.BundleManifest)));
        tar.WriteEntry(Document("node.json", CanonicalJson.Serialize(
            new NodeDocument
            {
                NodeId = Identifier.Create(Identifier.NodePrefix, RandomSource.System),
                ParentNodeId = null,
                RunId = null,
                Operation = Operations.Launch,
                Label = "main",
                RatchetStep = 0,
                StateId = stateId,
                SnapshotRoot = root,
                StateCommitment = root,
                NetCommitment = root,
                CreatedAt = "2026-01-01T00:00:00Z",
            },
            ContractJson.Default.NodeDocument)));
        var folder = Make(TarEntryType.Directory, "workspace");
        folder.Mode = (UnixFileMode)0b111_101_101;
        tar.WriteEntry(folder);
    }

    private static byte[] Write(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            write(tar);
        }

        return Canonical(bytes.ToArray());
    }

    /// <summary>The framework writes numbers and types otherwise than a bundle does; what is hostile stays as it is.</summary>
    private static byte[] Canonical(byte[] tar)
    {
        for (var offset = 0; offset + 512 <= tar.Length && tar[offset] != 0;)
        {
            var header = tar.AsSpan(offset, 512);
            var size = Convert.ToInt64(Encoding.ASCII.GetString(header[124..135]).Trim('\0', ' '), 8);
            foreach (var (from, length) in new[] { (100, 8), (108, 8), (116, 8), (124, 12), (136, 12), (329, 8), (337, 8) })
            {
                var text = Encoding.ASCII.GetString(header.Slice(from, length)).Trim('\0', ' ');
                Encoding.ASCII.GetBytes(text.PadLeft(length - 1, '0') + "\0").CopyTo(header.Slice(from, length));
            }

            header[156] = header[156] == 0 ? (byte)'0' : header[156];
            header.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var value in header)
            {
                sum += value;
            }

            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(7, '0') + "\0").CopyTo(header.Slice(148, 8));
            offset += 512 + (int)((size + 511) / 512 * 512);
        }

        return tar;
    }

    private SwarmException Refused(Action<TarWriter> write) => RefusedBytes(Write(write));

    private SwarmException RefusedBytes(byte[] tar)
    {
        Assert.False(IsImported(tar, out var refused), string.Create(CultureInfo.InvariantCulture, $"a tar of {tar.Length} bytes was taken in"));
        Assert.Equal(ErrorCode.BundleInvalid, refused!.ErrorCode);
        Assert.DoesNotContain(Directory.GetFiles(_test.Packs), file => !file.EndsWith(".pack", StringComparison.Ordinal));
        return refused;
    }

    private bool IsImported(byte[] tar, out SwarmException? refused)
    {
        try
        {
            Import(tar);
            refused = null;
            return true;
        }
        catch (SwarmException exception)
        {
            refused = exception;
            return false;
        }
    }

    private void Import(byte[] tar)
    {
        var file = _test.Folder[Guid.NewGuid().ToString("N") + ".age"];
        File.WriteAllBytes(file, AgeEncryptor.Seal(tar, [_test.Operator.Public.Recipient], RandomSource.System));
        BundleImporter.Import(_test.Store, new BundleImport { Path = file }, RandomSource.System, Clocks.Machine, CancellationToken.None);
    }
}
