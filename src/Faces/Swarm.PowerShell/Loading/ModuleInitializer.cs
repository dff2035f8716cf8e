using System.Management.Automation;
using System.Runtime.Loader;

namespace Swarm.PowerShell.Loading;

/// <summary>
/// Connects PowerShell's load context with the module's own while the module is imported. Nothing is loaded before a
/// cmdlet needs it.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += DependencyContext.Resolve;

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => AssemblyLoadContext.Default.Resolving -= DependencyContext.Resolve;
}
