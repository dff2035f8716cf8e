using Swarm.Backends.Bundles;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Bundles;

public sealed class BundleAddressTests
{
    [Theory]
    [InlineData("")]
    [InlineData("bundle.age")]
    [InlineData("/folder/bundle.age")]
    [InlineData("file:/folder/bundle.age")]
    [InlineData("file://")]
    [InlineData("file:///")]
    [InlineData("file://server/share/bundle.age")]
    [InlineData("file:///folder//bundle.age")]
    [InlineData("file:///folder/../bundle.age")]
    [InlineData("file:///folder/%2e%2e/bundle.age")]
    [InlineData("file:///folder/%2E./bundle.age")]
    [InlineData("file:///folder/./bundle.age")]
    [InlineData("file:///folder/..%2fbundle.age")]
    [InlineData("file:///folder/a%5cb")]
    [InlineData("file:///folder/a\\b")]
    [InlineData("file:///folder/%00")]
    [InlineData("file:///folder/%0a")]
    [InlineData("file:///folder/%ff")]
    [InlineData("file:///folder/%g0")]
    [InlineData("file:///folder/%")]
    [InlineData("file:///folder/a b")]
    [InlineData("file:///folder/b\n")]
    [InlineData("FILE:///folder/b")]
    [InlineData("s3://bucket")]
    [InlineData("s3://bucket/")]
    [InlineData("s3://bucket/../other/b")]
    [InlineData("s3://bucket/a/%2e%2e/b")]
    [InlineData("s3://bucket/a//b")]
    [InlineData("s3://bucket/a%20b")]
    [InlineData("s3://bucket/%252e%252e/b")]
    [InlineData("s3://bucket/a&b")]
    [InlineData("s3://Bucket/b")]
    [InlineData("s3://b/b")]
    [InlineData("s3:///b")]
    [InlineData("s3://bucket:9000/b")]
    [InlineData("gh-blob://owner/repo")]
    [InlineData("gh-blob://owner/repo/0123")]
    [InlineData("gh-blob://owner/repo/0123456789ABCDEF0123456789abcdef01234567")]
    [InlineData("gh-blob://owner/repo/0123456789abcdef0123456789abcdef01234567/more")]
    [InlineData("gh-blob://owner/")]
    [InlineData("gh-artifact://owner/repo/5")]
    [InlineData("gh-artifact://owner/repo/-5/name")]
    [InlineData("gh-artifact://owner/repo/five/name")]
    [InlineData("gh-artifact://5/run-1")]
    [InlineData("gl-package://group/project")]
    [InlineData("gl-package://group/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("gl-package://group/project/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("gl-package://group/project/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/more")]
    [InlineData("gl-package://group:8443/project/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("gl-artifact://5/run-1")]
    [InlineData("gl-artifact://group/5/run-1")]
    [InlineData("gl-artifact://group/project/5")]
    [InlineData("gl-artifact://group/project/-5/run-1")]
    [InlineData("gl-artifact://group/project/0/run-1")]
    [InlineData("gl-artifact://group/project/five/run-1")]
    [InlineData("https://host/bundle.age")]
    [InlineData("nothing://host/bundle.age")]
    public async Task An_address_that_could_mean_something_else_is_refused(string locator)
    {
        using var fixture = new BundleFixture(new Dictionary<string, string> { ["GH_TOKEN"] = "ghp_0123456789abcdef", ["GITLAB_TOKEN"] = "glpat-0123456789abcdef" });
        await fixture.RefusesAsync(ErrorCode.SpecInvalid, locator);
    }

    [Fact]
    public async Task An_address_that_is_too_long_is_refused()
    {
        using var fixture = new BundleFixture();
        await fixture.RefusesAsync(ErrorCode.SpecInvalid, $"file:///{new string('a', 3000)}");
    }

    [Fact]
    public async Task An_unknown_scheme_is_refused_with_those_that_are_known()
    {
        using var fixture = new BundleFixture();
        var exception = await fixture.RefusesAsync(ErrorCode.SpecInvalid, "ftp://host/bundle.age");
        Assert.All(BundleStore.Schemes, scheme => Assert.Contains($"'{scheme}'", exception.Message, StringComparison.Ordinal));
        Assert.Equal(2, exception.ExitCode);
    }

    [Theory]
    [InlineData("s3://AKIDEXAMPLE:hidden-word@bucket/b")]
    [InlineData("file://hidden-word@localhost/b")]
    [InlineData("gh-blob://hidden-word@owner/repo/0123456789abcdef0123456789abcdef01234567")]
    [InlineData("gl-package://hidden-word@group/project")]
    [InlineData("s3://bucket/b?X-Amz-Signature=hidden-word")]
    [InlineData("https://bucket.s3.amazonaws.com/b?X-Amz-Signature=hidden-word")]
    [InlineData("file:///folder/b#hidden-word")]
    public async Task An_address_with_a_secret_in_it_is_refused_and_not_repeated(string locator)
    {
        using var fixture = new BundleFixture();
        var (path, _, digest) = fixture.Make(10);
        var fetched = await fixture.RefusesAsync(ErrorCode.SpecInvalid, locator);
        var stored = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(locator, path, digest));
        Assert.DoesNotContain("hidden-word", fetched.Message + stored.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_changed_since_it_was_made_is_not_stored()
    {
        using var fixture = new BundleFixture();
        var (path, content, digest) = fixture.Make(10);
        content[5] ^= 1;
        await File.WriteAllBytesAsync(path, content, BundleFixture.Cancel);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(fixture.StoreAddress, path, digest));
        Assert.Equal(ErrorCode.BundleInvalid, exception.ErrorCode);
        exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(fixture.StoreAddress, path + ".none", digest));
        Assert.Equal(ErrorCode.PathInvalid, exception.ErrorCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(fixture.StoreFolder));
    }

    [Fact]
    public async Task Nothing_that_is_there_is_overwritten()
    {
        using var fixture = new BundleFixture();
        var (path, content, digest) = fixture.Make(10);
        var locator = await fixture.PutAsync(fixture.StoreAddress, path, digest);
        var there = fixture.NewPath;
        await File.WriteAllTextAsync(there, "mine", BundleFixture.Cancel);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.GetAsync(locator, digest, there));
        Assert.Equal(ErrorCode.PathInvalid, exception.ErrorCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(there, BundleFixture.Cancel));
        exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.GetAsync(locator, digest, Path.Combine(fixture.Folder, "none", "b.age")));
        Assert.Equal(ErrorCode.PathInvalid, exception.ErrorCode);
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(Digest.Compute(content), digest);
    }
}
