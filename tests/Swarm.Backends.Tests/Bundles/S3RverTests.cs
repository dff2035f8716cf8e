using Swarm.Backends.Tests.S3;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Bundles;

/// <summary>The same against a server of S3 that others wrote.</summary>
public sealed class S3RverTests
{
    private const string Bucket = "swarm-bundles";

    [Fact]
    public async Task Bundles_of_all_sizes_come_back_from_a_server_that_others_wrote()
    {
        Assert.SkipWhen(S3Rver.Program is null, "NO SERVER OF S3 THAT OTHERS WROTE WAS ASKED: 'npm install -g s3rver', or name the folder of its program in SWARM_S3RVER.");
        var data = Directory.CreateTempSubdirectory("swarm-s3rver-").FullName;
        try
        {
            using var server = await S3Rver.StartAsync(data, Bucket, BundleFixture.Cancel);
            using var fixture = Connect(server);
            foreach (var size in new[] { 0, 1, 100_000, 12_000_000 })
            {
                var (path, content, digest) = fixture.Make(size);
                var locator = await fixture.PutAsync($"s3://{Bucket}/a/prefix", path, digest);
                await fixture.ComesBackAsync(locator, content);
                Assert.Equal(locator, await fixture.PutAsync($"s3://{Bucket}/a/prefix", path, digest));
            }

            await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"s3://{Bucket}/none.age");
            await fixture.RefusesAsync(ErrorCode.BundleStoreNotFound, "s3://another-bucket/none.age");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static BundleFixture Connect(S3Rver server) => new(
        new Dictionary<string, string> { ["AWS_ENDPOINT_URL_S3"] = server.Endpoint, ["AWS_ACCESS_KEY_ID"] = "S3RVER", ["AWS_SECRET_ACCESS_KEY"] = "S3RVER" },
        options => options with { PartBytes = 5 * 1024 * 1024 });
}
