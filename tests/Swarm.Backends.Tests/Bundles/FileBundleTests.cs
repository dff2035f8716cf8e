using System.Diagnostics;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Backends.Tests.Bundles;

public sealed class FileBundleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_001)]
    public async Task A_bundle_comes_back_from_a_folder_as_it_was_put_in(int size)
    {
        using var fixture = new BundleFixture();
        var (path, content, digest) = fixture.Make(size);
        var locator = await fixture.PutAsync(fixture.StoreAddress, path, digest);
        Assert.Equal($"{fixture.StoreAddress}/{digest.ToHex()}.age", locator);
        Assert.DoesNotContain(" ", locator, StringComparison.Ordinal);
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(locator, await fixture.PutAsync($"{fixture.StoreAddress}/", path, digest));
        Assert.Single(Directory.EnumerateFileSystemEntries(fixture.StoreFolder));
    }

    [Fact]
    public async Task A_locator_of_an_exported_file_is_fetched_too()
    {
        using var fixture = new BundleFixture();
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "Größe & 100% #1 [a]'"));
        var path = Path.Combine(folder.FullName, OperatingSystem.IsWindows() ? "mein bündel.age" : "mein bündel? %41%2f.age");
        await File.WriteAllTextAsync(path, "content", BundleFixture.Cancel);
        await fixture.ComesBackAsync(FileAddress.Of(path), "content"u8.ToArray());
    }

    [Fact]
    public async Task What_was_changed_cut_or_replaced_in_the_folder_is_refused_and_mended_by_storing_it_again()
    {
        using var fixture = new BundleFixture();
        var (path, content, digest) = fixture.Make(5000);
        var locator = await fixture.PutAsync(fixture.StoreAddress, path, digest);
        var stored = Path.Combine(fixture.StoreFolder, $"{digest.ToHex()}.age");
        var tampered = content.ToArray();
        tampered[4000] ^= 1;
        foreach (var wrong in new[] { tampered, content[..4999], [.. content, 0], [] })
        {
            await File.WriteAllBytesAsync(stored, wrong, BundleFixture.Cancel);
            await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, digest);
        }

        await fixture.PutAsync(fixture.StoreAddress, path, digest);
        await fixture.ComesBackAsync(locator, content);
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, Digest.Compute([1]));
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, digest, limit: 4999);
    }

    [Fact]
    public async Task What_is_no_file_is_refused_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes and devices are made here with mkfifo and /dev.");
        using var fixture = new BundleFixture();
        var pipe = Path.Combine(fixture.StoreFolder, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(BundleFixture.Cancel);
        }

        var link = Path.Combine(fixture.StoreFolder, "link");
        File.CreateSymbolicLink(link, pipe);
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, new Uri(pipe).AbsoluteUri);
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, new Uri(link).AbsoluteUri);
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, "file:///dev/zero");
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, fixture.StoreAddress);
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_missing()
    {
        using var fixture = new BundleFixture();
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{fixture.StoreAddress}/none.age");
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{fixture.StoreAddress}/none/none.age");
        var (path, _, digest) = fixture.Make(10);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync($"{fixture.StoreAddress}/none", path, digest));
        Assert.Equal((ErrorCode.BundleStoreNotFound, 4), (exception.ErrorCode, exception.ExitCode));
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing()
    {
        using var fixture = new BundleFixture();
        var (path, _, digest) = fixture.Make(10);
        var locator = await fixture.PutAsync(fixture.StoreAddress, path, digest);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var destination = fixture.NewPath;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Store.GetAsync(locator, destination, BundleFixture.Limit, digest, cancel.Token));
        Assert.False(File.Exists(destination));
    }

    [Fact]
    public async Task Many_who_store_the_same_bundle_at_once_all_succeed()
    {
        using var fixture = new BundleFixture();
        var (path, content, digest) = fixture.Make(500_000);
        var locators = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => fixture.PutAsync(fixture.StoreAddress, path, digest))));
        await fixture.ComesBackAsync(Assert.Single(locators.Distinct()), content);
    }

    [Fact]
    public async Task Leftovers_of_a_killed_process_are_never_taken_for_a_bundle_and_go_with_the_next_one()
    {
        using var fixture = new BundleFixture();
        var (path, content, digest) = fixture.Make(500_000);
        var name = $"{digest.ToHex()}.age";
        var (old, young) = (Path.Combine(fixture.StoreFolder, $"{name}.1.tmp"), Path.Combine(fixture.StoreFolder, $"{name}.2.tmp"));
        foreach (var leftover in new[] { old, young })
        {
            await File.WriteAllBytesAsync(leftover, content[..100], BundleFixture.Cancel);
        }

        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{fixture.StoreAddress}/{name}");
        await fixture.ComesBackAsync(await fixture.PutAsync(fixture.StoreAddress, path, digest), content);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        File.Delete(young);
    }
}
