import json,numpy as np
from sklearn.metrics import adjusted_rand_score as ars
from scipy import stats, special
from scipy.cluster.hierarchy import linkage,fcluster
from scipy.spatial.distance import squareform
rng=np.random.default_rng(0)
ar=[]
for n,a,b in [(12,3,3),(30,4,2),(46,5,3),(20,1,3),(10,2,2)]:
    x=rng.integers(0,a,n);y=rng.integers(0,b,n)
    ar.append({'found':x.tolist(),'known':y.tolist(),'rand':float(ars(y,x))})
x=np.repeat([0,1,2],5);y=x.copy();y[0]=1;ar.append({'found':((x+1)%3).tolist(),'known':y.tolist(),'rand':float(ars(y,x))})
an=[]
for sizes,shift in [((12,12,12,12),.2),((30,5,9),1.),((330,)*4,.05)]:
    g=[rng.normal(i*shift,1,s) for i,s in enumerate(sizes)]
    f,p=stats.f_oneway(*g)
    an.append({'groups':[{'count':len(v),'mean':float(v.mean()),'variance':float(v.var())} for v in g],'f':float(f),'p':float(p)})
be=[{'x':x,'a':a,'b':b,'value':float(special.betainc(a,b,x))} for x,a,b in [(.1,.5,.5),(.5,2,3),(.9,660,1.5),(.99,22,1.5),(.3,5.5,1),(.02,1.5,40)]]
p=9
m=rng.normal(size=(p,6)); m[3:6]=m[0]+.4*m[3:6]; m[6:]=m[6:]+m[1]
r=np.corrcoef(m)
z=linkage(squareform(1-r,checks=False),'average')
cl={'size':p,'correlations':[round(float(v),12) for v in r.ravel()],'cuts':{str(k):fcluster(z,k,'maxclust').tolist() for k in (2,3,4)},'groups':int(fcluster(z,.5,'distance').max())}
print(json.dumps({'rand':ar,'anova':an,'beta':be,'linkage':cl}))
import sklearn,scipy;import sys
print('sklearn',sklearn.__version__,'scipy',scipy.__version__,'numpy',np.__version__,file=sys.stderr)
