namespace Swarm.Transparency.Tests.Support;

/// <summary>Finds the suites that others wrote, which are not part of the project.</summary>
internal static class Vectors
{
    internal static string RequireFolder(string name)
    {
        var path = Find() is { } root ? Path.Combine(root, name) : null;
        Assert.SkipUnless(
            Directory.Exists(path), $"The {name} vectors are not here: set SWARM_VECTORS to the folder that holds them.");
        return path!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SWARM_VECTORS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
