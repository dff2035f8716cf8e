# A cmdlet that shares what all cmdlets share, and fails as a bug would.
BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $assemblies = [AppDomain]::CurrentDomain.GetAssemblies()
    $module = $assemblies | Where-Object { $_.GetName().Name -eq 'Swarm.PowerShell' }
    Add-Type -ReferencedAssemblies @($module.Location, [psobject].Assembly.Location, 'System.Runtime', 'System.Threading', 'netstandard') -PassThru -IgnoreWarnings -WarningAction Ignore -TypeDefinition @'
using System;
using System.Management.Automation;

[Cmdlet(VerbsDiagnostic.Test, "Bug")]
public sealed class TestBugCommand : Swarm.PowerShell.Commands.SwarmCommand
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public string Name { get; set; }

    protected override object Target { get { return Name; } }

    protected override void Process()
    {
        switch (Name)
        {
            case "sound": WriteObject(Name); break;
            case "stopped": throw new PipelineStoppedException();
            case "endless": Cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(2)); Cancellation.ThrowIfCancellationRequested(); break;
            default: throw (Exception)Activator.CreateInstance(typeof(object).Assembly.GetType("System." + Name));
        }
    }
}
'@ | ForEach-Object { Import-Module -Assembly $_.Assembly }
}
AfterAll { Exit-Scene }

Describe 'A bug that one item meets' {
    It '<_> is written as an error of the item, and the others go on' -ForEach @(
        'InvalidOperationException', 'NullReferenceException', 'IndexOutOfRangeException', 'OverflowException', 'OutOfMemoryException',
        'InsufficientExecutionStackException', 'NotImplementedException', 'TimeoutException', 'OperationCanceledException'
    ) {
        $given = 'sound', $_, 'sound', $_, 'sound' | Test-Bug -ErrorVariable failure -ErrorAction SilentlyContinue
        $given | Should -HaveCount 3
        $failure | Should -HaveCount 2
        $failure[0].TargetObject | Should -Be $_
        $failure[0].FullyQualifiedErrorId | Should -BeLike $($_ -eq 'OperationCanceledException' ? 'SwarmCancelled,*' : 'SwarmUnexpected,*')
        if ($_ -ne 'OperationCanceledException') { $failure[0].Exception.InnerException | Should -BeOfType "System.$_" }
    }

    It 'ends the pipeline where the caller wants errors to' {
        { 'InvalidOperationException', 'sound' | Test-Bug -ErrorAction Stop } | Should -Throw -ErrorId 'SwarmUnexpected,*'
    }

    It 'is no error where the pipeline has all that it wants' {
        $failed = $Error.Count
        @('sound', 'sound', 'InvalidOperationException' | Test-Bug | Select-Object -First 1) | Should -HaveCount 1
        $Error.Count | Should -Be $failed
    }

    It 'lets what stops a pipeline stop it' {
        $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::CurrentRunspace)
        try {
            $null = $shell.AddScript("'stopped', 'sound' | Test-Bug")
            $shell.Invoke() | Should -BeNullOrEmpty
            $shell.Streams.Error | Should -HaveCount 0
        }
        finally { $shell.Dispose() }
    }

    It 'is none where the pipeline is stopped from outside' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($module, $assembly)
                    Import-Module $module
                    Import-Module -Assembly $assembly
                    'endless', 'sound' | Test-Bug
                }).AddArgument($modulePath).AddArgument([TestBugCommand].Assembly)
            $running = $shell.BeginInvoke()
            Wait-Until { $shell.InvocationStateInfo.State -eq 'Running' }
            Start-Sleep -Milliseconds 500
            $shell.Stop()
            { $shell.EndInvoke($running) } | Should -Throw
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Streams.Error | Should -HaveCount 0
        }
        finally { $shell.Dispose() }
    }
}
