using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

// Under the name of pwsh it is pwsh. Under its own it hosts PowerShell as another program would: runs a script file, writes its output.
if (string.Equals(Path.GetFileName(Environment.ProcessPath), "pwsh.exe", StringComparison.OrdinalIgnoreCase))
    return ConsoleShell.Start(bannerText: null, helpText: null, args);

using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault());
runspace.Open();
using var shell = PowerShell.Create(runspace).AddScript(File.ReadAllText(args[0]));
var output = new PSDataCollection<PSObject>();
output.DataAdded += (_, added) => Console.WriteLine(output[added.Index]);
shell.Streams.Error.DataAdded += (_, added) => Console.Error.WriteLine(shell.Streams.Error[added.Index]);
try
{
    shell.Invoke(input: null, output);
    return shell.HadErrors ? 1 : 0;
}
catch (RuntimeException exception)
{
    Console.Error.WriteLine(exception.ErrorRecord);
    return 1;
}
