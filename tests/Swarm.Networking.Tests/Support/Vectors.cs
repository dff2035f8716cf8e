namespace Swarm.Networking.Tests.Support;

/// <summary>Finds suites that others wrote, which stand beside the repository where they are to be had.</summary>
internal static class Vectors
{
    public static string Require(string name)
    {
        var folder = Environment.GetEnvironmentVariable("SWARM_VECTORS") is { Length: > 0 } named ? named : FindBeside();
        var suite = folder is null ? null : Path.Combine(folder, name);
        Assert.SkipUnless(suite is not null && Directory.Exists(suite), $"The '{name}' vectors are not here: set SWARM_VECTORS to the folder that holds them.");
        return suite!;
    }

    private static string? FindBeside()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
