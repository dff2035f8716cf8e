using System.Buffers.Binary;
using Swarm.Backends.Archives;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class ArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_come_out_whole_with_their_digests()
    {
        var files = await ExtractAsync(ZipOf.Files(("certificate.json", "{}"), ("logs/", ""), ("logs/step.txt", "hello")));
        Assert.Equal(["certificate.json", "logs/step.txt"], files.Select(file => file.Name));
        Assert.Equal("hello", await File.ReadAllTextAsync(files[1].Path, GitHubFixture.Cancel));
        Assert.Equal("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", files[1].Digest.ToString());
        Assert.Equal(Path.Combine(_folder, "out", "logs", "step.txt"), files[1].Path);
    }

    public static TheoryData<string> BadNames =>
    [
        "../evil", "a/../../evil", "/etc/passwd", "a/./b", "a//b", "C:\\evil", "a\\..\\evil", "con", "nul.txt", "a.", "a ", "a:stream", "line\nbreak", "a*", new string('n', 300),
    ];

    [Theory]
    [MemberData(nameof(BadNames))]
    public Task Names_that_lead_elsewhere_are_refused(string name) => RefusesAsync(ZipOf.Files(("good", "x"), (name, "x")));

    public static TheoryData<string, string> Clashes => new()
    {
        { "a", "a" }, { "a", "A" }, { "a", "a/b" }, { "A/b", "a" }, { "é", "e\u0301" }, { "a", "a/" }, { "a/", "a" }, { "A/", "a" }, { "a", "a/b/" }, { "a/x", "A/y" },
    };

    [Theory]
    [MemberData(nameof(Clashes))]
    public Task Names_that_are_one_are_refused(string first, string second) => RefusesAsync(ZipOf.Files((first, "1"), (second, "2")));

    [Theory]
    [InlineData(0xA1FF)]
    [InlineData(0x21B6)]
    [InlineData(0x11B6)]
    [InlineData(0xC1B6)]
    public Task Links_and_devices_are_refused(int mode) => RefusesAsync(ZipOf.Make(("link", "/etc/passwd"u8.ToArray(), mode)));

    // Many entries over one content: each is within every limit, and all together are 400 times what arrived.
    [Fact]
    public async Task Entries_that_share_bytes_are_refused()
    {
        var kernel = ZipOf.Make(("kernel", new byte[4 * 1024 * 1024], 0));
        var directory = kernel.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var entry = kernel[directory..^22];
        await RefusesAsync(Zip(kernel[..directory], Enumerable.Repeat(entry, 100)));

        // The same, each behind a header of its own that is the content of the one before.
        var quoted = ZipOf.Files(("inner", "x"));
        var inner = quoted.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var outer = ZipOf.Stored("outer", quoted[..inner]);
        var outerDirectory = outer.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var innerEntry = quoted[inner..^22];
        BinaryPrimitives.WriteUInt32LittleEndian(innerEntry.AsSpan(42), 30 + 5);
        await RefusesAsync(Zip(outer[..outerDirectory], [outer[outerDirectory..^22], innerEntry]));
        Assert.Single(await ExtractAsync(outer));
    }

    // Byte by byte: every field of an entry's own header that a reader may go by.
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(14)]
    [InlineData(18)]
    [InlineData(22)]
    [InlineData(26)]
    [InlineData(30)]
    public async Task A_header_that_differs_from_the_directory_is_refused(int field)
    {
        var archive = ZipOf.Files(("a", new string('x', 500)), ("b", "2"));
        archive[field] ^= 2;
        await RefusesAsync(archive);
    }

    [Fact]
    public async Task Sizes_behind_the_content_have_to_be_the_directorys()
    {
        var archive = ZipOf.Streamed(("a", new string('x', 500)), ("b", "2"));
        Assert.Equal(2, (await ExtractAsync(archive)).Count);
        Directory.Delete(Path.Combine(_folder, "out"), recursive: true);
        var descriptor = archive.AsSpan().IndexOf("PK\u0007\u0008"u8);
        Assert.True(descriptor > 0);
        foreach (var place in new[] { 4, 8, 12 })
        {
            var changed = archive.ToArray();
            changed[descriptor + place] ^= 1;
            await RefusesAsync(changed);
        }
    }

    [Fact]
    public async Task Much_that_is_packed_small_is_refused_as_a_whole() =>
        await RefusesAsync(ZipOf.Make([.. Enumerable.Range(0, 20).Select(index => ($"file{index}", new byte[4 * 1024 * 1024], 0))]));

    [Fact]
    public async Task Limits_of_count_size_and_ratio_hold()
    {
        var three = ZipOf.Files(("a", "1234"), ("b", "1234"), ("c", "1234"));
        await RefusesAsync(three, new ArchiveLimits { Entries = 2 });
        await RefusesAsync(three, new ArchiveLimits { TotalBytes = 11 });
        await RefusesAsync(three, new ArchiveLimits { ArchiveBytes = three.Length - 1 });
        await RefusesAsync(ZipOf.Make(("bomb", new byte[8 * 1024 * 1024], 0)));
        Assert.Equal(3, (await ExtractAsync(three, new ArchiveLimits { Entries = 3, TotalBytes = 12, ArchiveBytes = three.Length })).Count);
    }

    [Fact]
    public async Task What_an_entry_says_of_its_size_is_not_believed()
    {
        var archive = ZipOf.Make(("big", Enumerable.Range(0, 100_000).Select(index => (byte)(index * index >> 3)).ToArray(), 0));
        var directory = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(directory + 24), 10);
        await RefusesAsync(archive);
    }

    [Fact]
    public async Task A_checksum_that_does_not_hold_is_refused()
    {
        var archive = ZipOf.Files(("a", "1234"));
        archive[archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 16] ^= 1;
        await RefusesAsync(archive);
    }

    [Fact]
    public async Task No_cut_or_flipped_archive_leaves_anything_half()
    {
        var archive = ZipOf.Files(("certificate.json", "{\"a\":1}"), ("result.json", new string('x', 100)));
        for (var length = 0; length < archive.Length; length += 3)
        {
            await RefusesAsync(archive[..length]);
        }

        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var flipped = archive.ToArray();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            await TryAsync(flipped);
        }
    }

    [Fact]
    public async Task A_directory_that_is_not_at_the_end_or_lies_about_its_count_is_refused()
    {
        var archive = ZipOf.Files(("a", "1"), ("b", "2"));
        await RefusesAsync([.. archive, 0]);
        var lying = archive.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(lying.AsSpan(lying.Length - 12), 1);
        await RefusesAsync(lying);
        await RefusesAsync("not a zip at all, but long enough to be one of those"u8.ToArray());
    }

    [Fact]
    public async Task Only_expected_files_are_taken_and_all_of_them()
    {
        ArchiveFile[] expected =
        [
            new("certificate.json", 100, ErrorCode.ArtifactMissingCertificate),
            new("result.json", 100, ErrorCode.ArtifactMissingResult),
            new("bundle.age", 100),
        ];
        await RefusesAsync(ZipOf.Files(("certificate.json", "{}")), expected: expected, code: ErrorCode.ArtifactMissingResult);
        await RefusesAsync(ZipOf.Files(), expected: expected, code: ErrorCode.ArtifactMissingCertificate);
        await RefusesAsync(ZipOf.Files(("certificate.json", "{}"), ("result.json", "{}"), ("extra", "")), expected: expected);
        await RefusesAsync(ZipOf.Files(("certificate.json", new string('x', 101)), ("result.json", "{}")), expected: expected);
        await RefusesAsync(ZipOf.Files(("Certificate.json", "{}"), ("result.json", "{}")), expected: expected);
        Assert.Equal(2, (await ExtractAsync(ZipOf.Files(("certificate.json", "{}"), ("result.json", "{}")), expected: expected)).Count);
    }

    [Fact]
    public async Task What_is_there_is_not_touched()
    {
        var place = Directory.CreateDirectory(Path.Combine(_folder, "out")).FullName;
        await File.WriteAllTextAsync(Path.Combine(place, "mine"), "mine", GitHubFixture.Cancel);
        var archive = Path.Combine(_folder, "archive.zip");
        await File.WriteAllBytesAsync(archive, ZipOf.Files(("a", "1")), GitHubFixture.Cancel);
        await GitHubFixture.RefusesAsync(ErrorCode.PathInvalid, () => new ArtifactArchive("artifact").ExtractAsync(archive, place, cancellationToken: GitHubFixture.Cancel));
        Assert.Equal(["mine"], Directory.GetFileSystemEntries(place).Select(Path.GetFileName));
        await GitHubFixture.RefusesAsync(
            ErrorCode.PathInvalid, () => new ArtifactArchive("artifact").ExtractAsync(archive + ".none", place + "2", cancellationToken: GitHubFixture.Cancel));
    }

    private async Task<IReadOnlyList<ExtractedFile>> ExtractAsync(byte[] content, ArchiveLimits? limits = null, ArchiveFile[]? expected = null)
    {
        var archive = Path.Combine(_folder, "archive.zip");
        await File.WriteAllBytesAsync(archive, content, GitHubFixture.Cancel);
        return await new ArtifactArchive("artifact 'swarm-run' of run 5", limits).ExtractAsync(archive, Path.Combine(_folder, "out"), expected, GitHubFixture.Cancel);
    }

    private async Task RefusesAsync(byte[] content, ArchiveLimits? limits = null, ArchiveFile[]? expected = null, ErrorCode? code = null)
    {
        var exception = await GitHubFixture.RefusesAsync(code ?? ErrorCode.ArtifactArchiveInvalid, () => ExtractAsync(content, limits, expected));
        Assert.Contains("artifact 'swarm-run' of run 5", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["archive.zip"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    private static byte[] Zip(byte[] content, IEnumerable<byte[]> entries)
    {
        var directory = entries.ToArray();
        var end = new byte[22];
        "PK\u0005\u0006"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)directory.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory.Sum(entry => entry.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)content.Length);
        return [.. content, .. directory.Select((entry, index) => Rename(entry, index)).SelectMany(entry => entry), .. end];

        // Names differ and stay as long, so that only the content is shared.
        static byte[] Rename(byte[] entry, int index)
        {
            var renamed = entry.ToArray();
            if (entry.AsSpan(46).StartsWith("kernel"u8))
            {
                System.Text.Encoding.ASCII.GetBytes($"kern{index:00}").CopyTo(renamed, 46);
            }

            return renamed;
        }
    }

    // Some bits of a zip mean nothing (times, versions); what comes out must then be what went in.
    private async Task TryAsync(byte[] content)
    {
        try
        {
            var files = await ExtractAsync(content);
            Assert.Equal(107, files.Sum(file => file.Size));
            Directory.Delete(Path.Combine(_folder, "out"), recursive: true);
        }
        catch (SwarmException exception)
        {
            Assert.Equal("ARTIFACT_ARCHIVE_INVALID", exception.Code);
        }

        Assert.Equal(["archive.zip"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }
}
