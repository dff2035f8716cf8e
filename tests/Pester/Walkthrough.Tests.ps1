BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    Set-Content ./repo/agent.ps1 'param([string] $Style) "in a $Style style" > work.txt; "done, $Style" > $env:SWARM_OUTPUT'
}
AfterAll { Exit-Scene }

Describe 'The walk through the product' {
    It 'does what each line says' {
        $base = Start-SwarmRun -Workspace ./repo -Label base { Get-ChildItem -Name > built.txt }
        $tries = $base | Fork-SwarmRun -Label careful, bold | Resume-SwarmRun { ./agent.ps1 -Style $env:SWARM_LABEL } -ThrottleLimit 2
        $table = $tries | Test-SwarmCertificate -Recurse | Format-Table Label, IsValid, RatchetStep | Out-String
        $table | Should -Match 'careful\s+True\s+1'
        $table | Should -Match 'bold\s+True\s+1'
        $bold, $careful = $tries | Sort-Object Label
        $bold.Response | Should -Be 'done, bold'
        "$((Compare-SwarmState $careful $bold).Files)" | Should -Be 'changed work.txt'
        $bold | Export-SwarmWorkspace -Destination ./winner | Out-Null
        Get-Content ./winner/work.txt | Should -Be 'in a bold style'
        Get-Content ./winner/built.txt | Should -Be agent.ps1, built.txt, readme.txt
        Get-ChildItem repo -Name | Should -Be agent.ps1, readme.txt
    }
}
