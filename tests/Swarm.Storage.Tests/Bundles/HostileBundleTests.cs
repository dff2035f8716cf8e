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

    // A size is a claim until its bytes are there: nothing is reserved for it.
    [Theory]
    [InlineData("workspace/huge", 0x1_FFFF_FFFF, "")]
    [InlineData("workspace/huge.db", 0x1_FFFF_FFFF, "SQLite format 3\0")]
    [InlineData("workspace/endless", long.MaxValue, "")]
    [InlineData("workspace/endless.db", long.MaxValue, "SQLite format 3\0")]
    [InlineData("workspace/endless", long.MaxValue - 511, "")]
    public void A_file_that_claims_to_be_huge_costs_no_more_than_what_arrives(string path, long size, string beginning)
    {
        var content = new byte[2 * 1024 * 1024];
        Encoding.ASCII.GetBytes(beginning).CopyTo(content, 0);
        var tar = Write(tar => Begin(tar, entries: 1, 0, Digest.Compute([])))[..^1024];
        var header = TarHeader(path, size);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = RefusedBytes([.. tar, .. header, .. content]);
        Assert.Contains("ends within a file", refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }

    // Set-user-id, set-group-id and sticky: a stranger's file must not lend the authority of whoever restores it.
    [Theory]
    [InlineData("4755", "755")]
    [InlineData("2755", "755")]
    [InlineData("1755", "755")]
    [InlineData("6711", "711")]
    [InlineData("7777", "777")]
    public void Special_permission_bits_are_not_restored(string given, string restored)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var (mode, expected) = (Convert.ToInt32(given, 8), Convert.ToInt32(restored, 8));
        var content = "content"u8.ToArray();
        var folder = new ManifestEntry { Path = "workspace/folder", Kind = EntryKind.Directory, Mode = mode };
        var file = new ManifestEntry { Path = "workspace/folder/file", Kind = EntryKind.File, Mode = mode, Size = content.Length, Content = Digest.Compute(content) };
        Import(Write(tar =>
        {
            Begin(tar, entries: 2, content.Length, SnapshotRoot.Compute([folder, file], new byte[32]));
            var directory = Make(TarEntryType.Directory, folder.Path);
            directory.Mode = (UnixFileMode)mode;
            tar.WriteEntry(directory);
            var document = Document(file.Path, content);
            document.Mode = (UnixFileMode)mode;
            tar.WriteEntry(document);
        }));

        var work = _test.Restore(Assert.Single(_test.Store.ListNodes()));

        Assert.Equal(expected, FileStatus.Read(Path.Combine(work, "folder"))!.Value.Mode);
        Assert.Equal(expected, FileStatus.Read(Path.Combine(work, "folder", "file"))!.Value.Mode);
    }

    [Fact]
    public void A_link_that_no_system_makes_is_refused()
    {
        foreach (var target in new[] { "", new string('a', 5000), string.Join('/', Enumerable.Repeat(new string('a', 200), 25)) })
        {
            var tar = Write(tar => Begin(tar, entries: 1, 0, Digest.Compute([])))[..^1024];
            Assert.Contains("it is a link", RefusedBytes([.. tar, .. TarHeader("workspace/link", 0, target), .. new byte[1024]]).Message, StringComparison.Ordinal);
        }
    }

    // An extended header where the size or the target needs one, as a bundle has it.
    private static byte[] TarHeader(string path, long size, string? target = null)
    {
        var isLarge = size > 0x1_FFFF_FFFF;
        var records = isLarge ? Record("size", size.ToString(CultureInfo.InvariantCulture)) : target?.Length > 100 ? Record("linkpath", target) : "";
        var header = Block(path, target is null ? '0' : '2', target is null ? (int)Mode : 0b111_111_111, isLarge ? 0 : size, target?.Length > 100 ? "see-extended-header" : target ?? "");
        return records.Length == 0 ? header
            : [.. Block("extended-header", 'x', (int)Mode, records.Length, ""), .. Encoding.ASCII.GetBytes(records), .. new byte[-records.Length & 511], .. header];

        static string Record(string key, string value)
        {
            var rest = $" {key}={value}\n";
            var length = rest.Length + 1;
            while (length != rest.Length + length.ToString(CultureInfo.InvariantCulture).Length)
            {
                length++;
            }

            return length.ToString(CultureInfo.InvariantCulture) + rest;
        }

        static byte[] Block(string name, char type, int mode, long size, string link)
        {
            var block = new byte[512];
            Encoding.ASCII.GetBytes(name).CopyTo(block, 0);
            Octal(100, 8, mode);
            Octal(108, 8, 0);
            Octal(116, 8, 0);
            Octal(124, 12, size);
            Octal(136, 12, 0);
            block[156] = (byte)type;
            Encoding.ASCII.GetBytes(link).CopyTo(block, 157);
            "ustar\000"u8.CopyTo(block.AsSpan(257));
            Octal(329, 8, 0);
            Octal(337, 8, 0);
            block.AsSpan(148, 8).Fill((byte)' ');
            Octal(148, 8, block.Sum(value => value));
            return block;

            void Octal(int from, int length, long value) =>
                Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0') + "\0").CopyTo(block, from);
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
