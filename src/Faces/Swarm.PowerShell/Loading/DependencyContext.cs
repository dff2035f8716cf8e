using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Swarm.PowerShell.Loading;

/// <summary>
/// The load context of the engine and of all that it depends on, so that no other module's versions clash with them.
/// PowerShell's own context asks it for the engine's assemblies and gets nothing else from it.
/// </summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private const string OwnPrefix = "Swarm.";

    private static readonly Lazy<DependencyContext> Instance = new(() => new DependencyContext());

    private readonly string _folder;

    private DependencyContext()
        : base("Swarm") => _folder = Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "dependencies");

    /// <summary>Answers PowerShell's context where it looks for an assembly of the engine.</summary>
    public static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is { } simple && simple.StartsWith(OwnPrefix, StringComparison.Ordinal) ? Instance.Value.Load(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var file = NativeNames(unmanagedDllName)
            .SelectMany(name => RuntimeIdentifiers().Select(rid => Path.Combine(_folder, "runtimes", rid, "native", name)))
            .FirstOrDefault(File.Exists);
        return file is null ? 0 : LoadUnmanagedDllFromPath(file);
    }

    private static string[] NativeNames(string name) =>
        OperatingSystem.IsWindows() ? [name, $"{name}.dll"]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", $"{name}.dylib", name]
        : [$"lib{name}.so", $"{name}.so", name];

    // A runtime that was built for one distribution names that one; packages name the family.
    private static string[] RuntimeIdentifiers()
    {
        var family = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return [RuntimeInformation.RuntimeIdentifier, $"{family}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}"];
    }
}
